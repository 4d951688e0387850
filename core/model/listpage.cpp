#include "core/model/listpage.h"

#include "core/model/auditentry.h"
#include "core/model/ban.h"
#include "core/model/closedlog.h"
#include "core/model/connectiondelta.h"
#include "core/model/roomlist.h"
#include "core/model/userlist.h"

namespace signalbox {

namespace {

qint64 textBytesOf(const ConnectionInfo &info, const Activity &activity)
{
    qint64 bytes = 0;
    for (const QString *text :
         {&info.user, &info.path, &info.room, &info.userAgent, &info.origin, &info.subprotocol})
        bytes += text->size();
    for (const JoinedRoom &room : activity.rooms.list())
        bytes += room.name.size();
    return bytes;
}

} // namespace

qint64 textBytes(const ConnectionSnapshot &connection)
{
    return textBytesOf(connection.info, connection.activity);
}

qint64 textBytes(const ClosedConnection &connection)
{
    return textBytesOf(connection.info, connection.activity) + connection.end.reason.size();
}

qint64 textBytes(const RoomSnapshot &room)
{
    return room.name.size();
}

qint64 textBytes(const UserSummary &user)
{
    qint64 bytes = user.name.size();
    for (const QString &room : user.rooms)
        bytes += room.size();
    return bytes;
}

qint64 textBytes(const AuditEntry &entry)
{
    qint64 bytes = 0;
    for (const QString *text :
         {&entry.who, &entry.from, &entry.action, &entry.target, &entry.outcome, &entry.detail})
        bytes += text->size();
    return bytes;
}

qint64 textBytes(const Ban &ban)
{
    return ban.value.size() + ban.reason.size() + ban.by.size();
}

} // namespace signalbox
