#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"

#include <QByteArray>
#include <QString>

#include <algorithm>
#include <memory>
#include <vector>

namespace signalbox {

enum class Direction : quint8 { In, Out };
enum class MessageType : quint8 { Text, Binary };

enum class MessageKind : quint8 {
    Data,    //!< what a client sent, and what is sent to clients beside answers
    Answer,  //!< (Out) of the envelope, to a request: ack, pong, presence, history
    Error,   //!< (Out) an error of the envelope
    Control, //!< a Ping, Pong or Close frame
    Gap,     //!< no message: messages of a followed connection that were left out here
};

//! Connections in ascending order. Entries share a list, and its memory (8 bytes a connection) lives as long as one of
//! them; who keeps entries has to bound that, too.
using RecipientList = std::shared_ptr<const std::vector<ConnectionId>>;
inline constexpr std::size_t MaxListedRecipients = 1000;

//! A message as the log shows it, in the form that is on the wire: as received (In), or as queued for its recipients (Out).
//! Secrets are masked: the token of an `auth` message.
//!
//! A broadcast (to a room, a user or all) is one Out entry, made when its thread has numbered it: `connection` is null. Its
//! payload is the envelope's form if a recipient has the envelope, else, and if it is to all, the plain one. By `at` the entries
//! of one connection, beside broadcasts, are in the order of the wire. Only a long replay arrives late, with its old `at`.
struct LogEntry
{
    quint64 number = 0; //!< counts from 1 in a server's run, with gaps where entries were left out
    WallTime time;
    TimePoint at; //!< the same on the steady clock: the order of entries, and the time between two
    Direction direction = Direction::In;
    MessageType type = MessageType::Text; //!< of a Control: Text for the reason of a Close, else Binary
    MessageKind kind = MessageKind::Data;
    bool isFollowed = false; //!< of a connection that the subscriber follows
    bool isDelivery = false; //!< followed: this connection's part of a broadcast that has an entry of its own
    ConnectionId connection; //!< the sender (In) or the recipient (Out); null for a broadcast
    QString user;            //!< of that connection; of a broadcast to a user, that user; else empty
    QString room;            //!< of the message or request; empty: it concerns none
    ConnectionId publisher;  //!< (Out, broadcast) whose message it is; null: the server's own, or not known
    QString from;            //!< the user of the publisher
    quint64 seq = 0;         //!< of a message of a room; 0: none
    quint32 recipients = 0;  //!< (Out) connections it was queued for
    //! (Out, broadcast) The first MaxListedRecipients of the recipients; null: not recorded.
    RecipientList recipientList;
    ConnectionId notRecipient; //!< is in recipientList, but did not get the message; null: nobody
    //! `type` of a message of the envelope, at most MaxLoggedName bytes; of a Control: ping, pong or close; else empty.
    QByteArray envelopeType;
    QByteArray code;      //!< of an Error (bad_json) or a Close (4408); else empty
    quint64 messages = 0; //!< how many a replayed history holds, or are left out in a Gap
    qint64 size = 0;      //!< payload bytes, before truncation; of a Gap: of all that is left out
    QByteArray
        payload; //!< the first MaxLoggedPayload bytes at most; MaxFollowedPayload of a followed connection

    bool isTruncated() const { return payload.size() < size && kind != MessageKind::Gap; }
    //! Whether it is known that \a client is a recipient.
    bool isListedRecipient(ConnectionId client) const
    {
        return recipientList && client != notRecipient &&
               std::binary_search(recipientList->begin(), recipientList->end(), client);
    }
};
inline constexpr qint64 MaxLoggedPayload = 64 * 1024;
inline constexpr qint64 MaxFollowedPayload = 1024 * 1024;
inline constexpr qsizetype MaxLoggedName = 64;

//! Entries since the previous batch: at most MaxLoggedEntries with MaxLoggedBytes of payload, and as many again of
//! connections that are followed.
struct LogBatch
{
    std::vector<LogEntry> entries; //!< oldest first
    quint64 leftOut = 0;           //!< entries that did not fit, beside those in a Gap

    bool isEmpty() const { return entries.empty() && leftOut == 0; }
};
inline constexpr std::size_t MaxLoggedEntries = 10'000;
inline constexpr qint64 MaxLoggedBytes = 16 * 1024 * 1024;

} // namespace signalbox
