#include "ui/connections/roomstext.h"

#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

using namespace Qt::StringLiterals;

namespace signalbox {

const QString &firstRoom(const ConnectionInfo &info, const JoinedRooms &rooms)
{
    static const QString none;
    if (rooms.isNull())
        return info.room;
    return rooms.list().empty() ? none : rooms.list().front().name;
}

QStringList roomNames(const ConnectionInfo &info, const JoinedRooms &rooms)
{
    if (rooms.isNull())
        return info.room.isEmpty() ? QStringList() : QStringList(info.room);
    QStringList names;
    for (const JoinedRoom &room : rooms.list())
        names += room.name;
    return names;
}

QString roomsText(const ConnectionInfo &info, const JoinedRooms &rooms)
{
    const QString &first = firstRoom(info, rooms);
    const std::size_t count = rooms.list().size();
    return count > 1 ? nameInText(first) + u" +"_s + Format::count(count - 1) : cellText(first);
}

QString roomsDetails(const ConnectionInfo &info, const JoinedRooms &rooms)
{
    if (rooms.list().size() <= 1)
        return visibleText(firstRoom(info, rooms));
    QStringList lines;
    for (const JoinedRoom &room :
         rooms.list().first(std::min<std::size_t>(rooms.list().size(), MaxListedRooms)))
        lines += nameInText(room.name);
    if (rooms.list().size() > MaxListedRooms)
        lines += u'+' + Format::count(rooms.list().size() - MaxListedRooms);
    return lines.join(u'\n');
}

} // namespace signalbox
