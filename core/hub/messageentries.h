#pragma once

// How messages appear in the log: entries for a MessageTap, made on the io thread of the connection or shard. Payloads are
// shared where that takes no more memory than the log counts, else copied.

#include "core/hub/roommessage.h"
#include "core/model/messagelog.h"
#include "core/protocol/requestparser.h"

namespace signalbox {

class Connection;

//! How much of a message of \a size bytes the log keeps.
qint64 loggedSize(const Connection &client, qint64 size);

//! A message that \a from has sent, in the room of its path or (echo) in none.
LogEntry receivedEntry(const Connection &from, Opcode opcode, const QByteArray &payload, const QString &room);
//! A message that \a from, which has the envelope, has sent, and what \a parser has made of it.
LogEntry requestEntry(const Connection &from, const QByteArray &payload, const RequestParser &parser,
                      const RequestParser::Parsed &parsed);

//! A message that is queued for \a to; it has the envelope if \a isEnvelope.
LogEntry sentEntry(const Connection &to, Opcode opcode, const QByteArray &payload, bool isEnvelope);
LogEntry sentEntry(const Connection &to, const PreparedMessage &message, bool isEnvelope);

//! A message for several connections, or for none. \a isEnvelope: it is the envelope's form.
LogEntry broadcastEntry(const PreparedMessage &message, quint32 recipients, bool isEnvelope);

//! A Ping, Pong or Close of \a client. \a code: of a Close, unless it has none.
LogEntry controlEntry(const Connection &client, Direction direction, Opcode opcode, QByteArrayView payload,
                      std::optional<quint16> code);

} // namespace signalbox
