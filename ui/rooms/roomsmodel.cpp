#include "ui/rooms/roomsmodel.h"

#include "ui/theme/format.h"

#include <algorithm>

namespace signalbox {

struct RoomGroup final : Group
{
    explicit RoomGroup(const RoomSnapshot &snapshot)
        : Group(snapshot.name)
        , now(snapshot)
    {
    }

    RoomSnapshot now;
    std::optional<double> rate; //!< messages a second; none before the second report
    bool isOpen = false;
};

namespace {

std::optional<double> rateOf(quint64 before, quint64 now, std::optional<TimePoint> from, TimePoint to)
{
    if (!from || to <= *from || now < before) // a new epoch counts from 1 again
        return std::nullopt;
    return double(now - before) / std::chrono::duration<double>(to - *from).count();
}

} // namespace

void RoomsModel::apply(const RoomReport &report)
{
    std::vector<std::unique_ptr<Group>> added;
    std::vector<bool> isThere;
    isThere.resize(std::size_t(groupCount()));
    std::vector<int> changed;
    for (const RoomSnapshot &snapshot : report.list.rooms) {
        auto *room = static_cast<RoomGroup *>(find(snapshot.name));
        if (!room) {
            added.push_back(std::make_unique<RoomGroup>(snapshot));
            continue;
        }
        isThere[std::size_t(room->row)] = true;
        const std::optional<double> rate = rateOf(room->now.said, snapshot.said, m_at, report.at);
        if (rate != room->rate || snapshot != room->now)
            changed.push_back(room->row);
        room->rate = rate;
        room->now = snapshot;
    }
    m_at = report.at;
    std::ranges::sort(changed);
    tellChanged(changed);
    std::vector<int> gone;
    for (std::size_t row = 0; row < isThere.size(); ++row) {
        if (!isThere[row])
            gone.push_back(int(row));
    }
    removeGroups(gone);
    addGroups(std::move(added));
    for (int row = 0; row < groupCount(); ++row) {
        if (static_cast<RoomGroup &>(groupAt(row)).isOpen)
            Q_EMIT membersWanted(groupAt(row).name);
    }
}

void RoomsModel::setMembersOf(const RoomMembers &members)
{
    auto *room = static_cast<RoomGroup *>(find(members.room));
    if (!room || !room->isOpen)
        return; // gone or closed meanwhile
    room->now.members = members.total;
    setMembers(*room, members.members);
    tellChanged({room->row});
}

void RoomsModel::close(const QModelIndex &index)
{
    RoomGroup *room = roomAt(index);
    if (!room)
        return;
    room->isOpen = false;
    setMembers(*room, {});
}

quint64 RoomsModel::unlistedMembers(const QString &name) const
{
    const auto *room = static_cast<const RoomGroup *>(find(name));
    if (!room || room->members.empty() || room->now.members < room->members.size())
        return 0;
    return room->now.members - room->members.size();
}

RoomGroup *RoomsModel::roomAt(const QModelIndex &index) const
{
    if (!index.isValid() || memberAt(index))
        return nullptr;
    return static_cast<RoomGroup *>(&groupAt(index.row()));
}

int RoomsModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

bool RoomsModel::hasChildren(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return groupCount() > 0;
    const RoomGroup *room = parent.column() == 0 ? roomAt(parent) : nullptr;
    return room && (!room->members.empty() || room->now.members > 0);
}

bool RoomsModel::canFetchMore(const QModelIndex &parent) const
{
    const RoomGroup *room = roomAt(parent);
    return room && !room->isOpen && room->now.members > 0;
}

void RoomsModel::fetchMore(const QModelIndex &parent)
{
    RoomGroup *room = roomAt(parent);
    if (!room || room->isOpen)
        return;
    room->isOpen = true;
    Q_EMIT membersWanted(room->name);
}

QString RoomsModel::title(int column) const
{
    switch (column) {
    case Name:
        return tr("Room");
    case Members:
        return tr("Members");
    case Rate:
        return tr("Messages/s");
    case Said:
        return tr("Said");
    default:
        return tr("Kept");
    }
}

QString RoomsModel::groupText(const Group &group, int column) const
{
    const auto &room = static_cast<const RoomGroup &>(group);
    switch (column) {
    case Name:
        return room.name;
    case Members:
        return Format::count(room.now.members);
    case Rate:
        return room.rate ? Format::rate(*room.rate) : QString();
    case Said:
        return Format::count(room.now.said);
    default:
        return tr("%1 · %2", "messages kept, and their size")
            .arg(Format::count(room.now.kept), Format::bytes(room.now.keptBytes));
    }
}

QString RoomsModel::memberText(const RoomMember &member, int column) const
{
    return column == Name ? tr("%1 (#%2)", "user, connection").arg(member.user, member.client.toString())
                          : QString();
}

std::weak_ordering RoomsModel::compareGroups(const Group &left, const Group &right, int column) const
{
    const auto &a = static_cast<const RoomGroup &>(left);
    const auto &b = static_cast<const RoomGroup &>(right);
    switch (column) {
    case Members:
        return a.now.members <=> b.now.members;
    case Rate:
        return std::weak_order(a.rate.value_or(-1), b.rate.value_or(-1));
    case Said:
        return a.now.said <=> b.now.said;
    default:
        return a.now.keptBytes <=> b.now.keptBytes;
    }
}

} // namespace signalbox
