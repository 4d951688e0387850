#pragma once

#include "core/model/closedlog.h"

namespace signalbox {

//! Returns a connection of user-\a id that has ended \a ago.
inline ClosedConnection closedSample(quint64 id, Milliseconds ago, Cause cause = Cause::NoPong)
{
    const WallTime now = wallNow();
    ClosedConnection connection;
    ConnectionInfo &info = connection.info;
    info.id = ConnectionId(id);
    info.user = QStringLiteral("user-%1").arg(id);
    info.room = QStringLiteral("room-%1").arg(id % 3);
    info.path = QStringLiteral("/room/") + info.room;
    info.peer = {QHostAddress(quint32(0xC6336400 + id)), quint16(40'000 + id)};
    info.listener = {QHostAddress(QHostAddress::LocalHost), 8080};
    info.connectedAt = now - ago - std::chrono::minutes(id);
    connection.activity.lastTraffic = now - ago - std::chrono::seconds(20);
    connection.activity.traffic = {
        .messagesIn = id * 10, .messagesOut = id * 100, .bytesIn = id * 1000, .bytesOut = id};
    connection.closedAt = now - ago;
    connection.end = {cause, causeInfo(cause).code, QString::fromLatin1(causeInfo(cause).reason),
                      Initiator::Server, false};
    return connection;
}

} // namespace signalbox
