#include "ui/rooms/roomsmodel.h"

#include "core/model/queryrows.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <algorithm>
#include <array>

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
    bool isExpanded = false;
};

namespace {

struct Column
{
    const char *title; //!< not translated yet
    int width;         //!< see GroupTree::width()
    QString (*text)(const RoomGroup &);
    std::weak_ordering (*compare)(const RoomGroup &, const RoomGroup &); //!< null: by name
};

// In the order of RoomsModel::Column.
constexpr std::array<Column, RoomsModel::ColumnCount> Columns{{
    {.title = QT_TRANSLATE_NOOP("signalbox::RoomsModel", "Room"),
     .width = 48,
     .text = [](const RoomGroup &room) { return cellText(room.name); },
     .compare = nullptr},
    {.title = QT_TRANSLATE_NOOP("signalbox::RoomsModel", "Members"),
     .width = 14,
     .text = [](const RoomGroup &room) { return Format::count(room.now.members); },
     .compare = [](const RoomGroup &a, const RoomGroup &b) -> std::weak_ordering {
         return a.now.members <=> b.now.members;
     }},
    {.title = QT_TRANSLATE_NOOP("signalbox::RoomsModel", "Messages/s"),
     .width = 16,
     .text = [](const RoomGroup &room) { return room.rate ? Format::rate(*room.rate) : QString(); },
     .compare = [](const RoomGroup &a,
                   const RoomGroup &b) { return std::weak_order(a.rate.value_or(-1), b.rate.value_or(-1)); }},
    {.title = QT_TRANSLATE_NOOP("signalbox::RoomsModel", "Published"),
     .width = 16,
     .text = [](const RoomGroup &room) { return Format::count(room.now.published); },
     .compare = [](const RoomGroup &a, const RoomGroup &b) -> std::weak_ordering {
         return a.now.published <=> b.now.published;
     }},
    {.title = QT_TRANSLATE_NOOP("signalbox::RoomsModel", "History"),
     .width = 20,
     .text =
         [](const RoomGroup &room) {
             return RoomsModel::tr("%1 · %2", "messages in the history, and their size")
                 .arg(Format::count(room.now.historyMessages), Format::bytes(room.now.historyBytes));
         },
     .compare = [](const RoomGroup &a, const RoomGroup &b) -> std::weak_ordering {
         return a.now.historyBytes <=> b.now.historyBytes;
     }},
}};

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
        const std::optional<double> rate = rateOf(room->now.published, snapshot.published, m_at, report.at);
        if (rate != room->rate || snapshot != room->now)
            changed.push_back(room->row);
        room->rate = rate;
        room->now = snapshot;
    }
    m_at = report.at;
    std::ranges::sort(changed);
    reportChanged(changed);
    std::vector<int> removed;
    for (std::size_t row = 0; row < isThere.size(); ++row) {
        if (!isThere[row])
            removed.push_back(int(row));
    }
    removeGroups(removed);
    addGroups(std::move(added));
    for (int row = 0; row < groupCount(); ++row) {
        if (static_cast<RoomGroup &>(groupAt(row)).isExpanded)
            Q_EMIT membersRequested(groupAt(row).name);
    }
}

void RoomsModel::setMembersOf(const RoomMembers &members)
{
    auto *room = static_cast<RoomGroup *>(find(members.room));
    if (!room || !room->isExpanded)
        return; // removed or collapsed since the request
    room->now.members = members.total;
    setMembers(*room, members.members);
    reportChanged({room->row});
}

void RoomsModel::close(const QModelIndex &index)
{
    RoomGroup *room = roomAt(index);
    if (!room)
        return;
    room->isExpanded = false;
    setMembers(*room, {});
}

quint64 RoomsModel::membersOf(const QString &name) const
{
    const auto *room = static_cast<const RoomGroup *>(find(name));
    return room ? room->now.members : 0;
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

bool RoomsModel::isAccepted(int row, const Query &query) const
{
    return query.accepts(RoomQueryRow(static_cast<const RoomGroup &>(groupAt(row)).now));
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
    return room && !room->isExpanded && room->now.members > 0;
}

void RoomsModel::fetchMore(const QModelIndex &parent)
{
    RoomGroup *room = roomAt(parent);
    if (!room || room->isExpanded)
        return;
    room->isExpanded = true;
    Q_EMIT membersRequested(room->name);
}

int RoomsModel::width(int column) const
{
    return Columns[std::size_t(column)].width;
}

QString RoomsModel::title(int column) const
{
    return tr(Columns[std::size_t(column)].title);
}

QString RoomsModel::groupText(const Group &group, int column) const
{
    return Columns[std::size_t(column)].text(static_cast<const RoomGroup &>(group));
}

QString RoomsModel::memberText(const RoomMember &member, int column) const
{
    return column == Name
               ? tr("%1 (#%2)", "user, connection").arg(nameInText(member.user), member.client.toString())
               : QString();
}

std::weak_ordering RoomsModel::compareGroups(const Group &left, const Group &right, int column) const
{
    return Columns[std::size_t(column)].compare(static_cast<const RoomGroup &>(left),
                                                static_cast<const RoomGroup &>(right));
}

} // namespace signalbox
