#pragma once

// The messages of the server in the envelope `signalbox.v1.json` (README, "The envelope"). Each function
// returns one JSON object as UTF-8 without white space. Connection ids are sent as strings of digits, because
// clients do not calculate with them. `id` is the raw JSON from RequestParser and is echoed unchanged; empty:
// omitted.

#include "core/base/id.h"
#include "core/protocol/content.h"
#include "core/protocol/envelopeerror.h"

#include <QStringView>

#include <optional>
#include <span>
#include <vector>

namespace signalbox::envelope {

//! Whether an answer is a message of the envelope, or the same object without its type and id, for the admin API.
enum class Form : quint8 { Message, Object };

//! The first message to a client.
struct Welcome
{
    ConnectionId client;
    QString user;
    QString room; //!< the room of the path
    QString epoch;
    Milliseconds heartbeatInterval{};
    Milliseconds heartbeatTimeout{};
    qint64 maxMessageBytes = 0;   //!< 0: no limit
    qint64 messagesPerSecond = 0; //!< 0: no limit
};
QByteArray welcome(const Welcome &welcome);

//! A message of a room, with the sequence number and time of its shard.
struct RoomMessage
{
    QStringView room;
    QStringView from;    //!< a user
    ConnectionId client; //!< null: sent by an operator or embedder; omitted
    const EnvelopeContent &content;
    quint64 seq = 0;
    WallTime time;
};
//! Encoded once for all members and the history.
QByteArray message(const RoomMessage &message);

//! The parts of a message() before and behind its content.
QByteArray messageHead(QStringView room, QStringView from, ConnectionId client);
QByteArray messageTail(ContentEncoding encoding, quint64 seq, WallTime time);

QByteArray direct(QStringView from, ConnectionId client, const EnvelopeContent &content, WallTime time);

QByteArray joined(QStringView room, QStringView user, ConnectionId client);
QByteArray left(QStringView room, QStringView user, ConnectionId client);

//! The acknowledgement of leave and of other requests without a result.
QByteArray ack(const QByteArray &id);
QByteArray messageAck(const QByteArray &id, QStringView room, quint64 seq);
//! \a seq: the last one of the room; live messages follow it.
QByteArray joinAck(const QByteArray &id, QStringView room, QStringView epoch, quint64 seq);
QByteArray directAck(const QByteArray &id, qsizetype connections);
//! \a expires absent: never, sent as `null`.
QByteArray authAck(const QByteArray &id, QStringView user, std::optional<WallTime> expires);

struct LocalClient
{
    QString user;
    ConnectionId client;
};
//! \a count: the number of all members, not only of the listed ones. \a next null: the list ends here;
//! omitted.
QByteArray presence(const QByteArray &id, QStringView room, std::span<const LocalClient> members,
                    qsizetype count, ConnectionId next, Form form = Form::Message);

//! \a messages: results of message(), oldest first. \a next: `before` of the page of older messages; none: omitted.
QByteArray history(const QByteArray &id, QStringView room, QStringView epoch,
                   std::span<const QByteArray> messages, std::optional<quint64> next, bool recovered,
                   Form form = Form::Message);

//! The history that tells members of \a room, without a request, that messages are missing in front of the next one.
QByteArray lostHistory(QStringView room, QStringView epoch);

//! The parts of a history() before and behind its messages, which have commas between them.
QByteArray historyHead(const QByteArray &id, QStringView room, QStringView epoch, Form form = Form::Message);
QByteArray historyTail(std::optional<quint64> next, bool recovered);

QByteArray pong(const QByteArray &id);

//! A notice to the users of a client.
struct Notice
{
    enum class Kind : quint8 { Kick, Ban, Drain, Rate, Admin };

    Kind kind = Kind::Admin;
    QString text;
    std::optional<quint16> code = {}; //!< the close code that will follow
    QString by = {};                  //!< the operator; empty: omitted
    std::optional<WallTime> until = {};
};
QByteArray notice(const Notice &notice);

QByteArray error(const EnvelopeError &error);

} // namespace signalbox::envelope
