#pragma once

// What the server says in the envelope `signalbox.v1.json`: one function a message, each makes one JSON
// object as UTF-8 without space (README, "The envelope"). Ids of connections are strings of digits on the
// wire, since clients have no business to count with them. `id` is what RequestParser read, echoed as it
// stands; empty: left out.

#include "core/base/id.h"
#include "core/protocol/content.h"
#include "core/protocol/envelopeerror.h"

#include <QStringView>

#include <optional>
#include <span>
#include <vector>

namespace signalbox::envelope {

//! The first that a client hears.
struct Welcome
{
    ConnectionId client;
    QString user;
    QString room; //!< the path's
    QString epoch;
    Milliseconds heartbeatInterval{};
    Milliseconds heartbeatTimeout{};
    qint64 maxMessageBytes = 0;   //!< 0: no limit
    qint64 messagesPerSecond = 0; //!< 0: no limit
};
QByteArray welcome(const Welcome &welcome);

//! A message of a room as the home stamped it.
struct RoomMessage
{
    QStringView room;
    QStringView from;    //!< a user
    ConnectionId client; //!< null: no connection sent it (an operator, an embedder), left out
    const EnvelopeContent &content;
    quint64 seq = 0;
    WallTime time;
};
//! The fan-out's: made once a message, the same bytes for all members and the history.
QByteArray message(const RoomMessage &message);

QByteArray direct(QStringView from, ConnectionId client, const EnvelopeContent &content, WallTime time);

QByteArray joined(QStringView room, QStringView user, ConnectionId client);
QByteArray left(QStringView room, QStringView user, ConnectionId client);

//! Of leave, and of whatever has nothing to tell.
QByteArray ack(const QByteArray &id);
QByteArray messageAck(const QByteArray &id, QStringView room, quint64 seq);
//! \a seq: the room's last; the live messages begin behind it.
QByteArray joinAck(const QByteArray &id, QStringView room, QStringView epoch, quint64 seq);
QByteArray directAck(const QByteArray &id, qsizetype connections);
//! \a expires none: never, `null`.
QByteArray authAck(const QByteArray &id, QStringView user, std::optional<WallTime> expires);

struct LocalClient
{
    QString user;
    ConnectionId client;
};
//! \a count: of all members, however many are listed. \a next null: there are no more, left out.
QByteArray presence(const QByteArray &id, QStringView room, std::span<const LocalClient> members,
                    qsizetype count, ConnectionId next);

//! \a messages: as message() made them, oldest first.
QByteArray history(const QByteArray &id, QStringView room, QStringView epoch,
                   std::span<const QByteArray> messages, bool recovered);

QByteArray pong(const QByteArray &id);

//! Something the people at the other end should know.
struct Notice
{
    enum class Kind : quint8 { Kick, Ban, Drain, Rate, Admin };

    Kind kind = Kind::Admin;
    QString text;
    std::optional<quint16> code = {}; //!< the close code that will follow
    QString by = {};                  //!< who; empty: left out
    std::optional<WallTime> until = {};
};
QByteArray notice(const Notice &notice);

QByteArray error(const EnvelopeError &error);

} // namespace signalbox::envelope
