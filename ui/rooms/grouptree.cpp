#include "ui/rooms/grouptree.h"

#include "ui/connections/nameorder.h"
#include "ui/connections/rowranges.h"

#include <algorithm>

namespace signalbox {

namespace {

int signOf(std::weak_ordering order)
{
    return order < 0 ? -1 : int(order > 0);
}

//! Returns the rows of \a members whose connection is not among \a others. Both ascend by id.
std::vector<int> rowsOfMissing(const std::vector<RoomMember> &members, const std::vector<RoomMember> &others)
{
    std::vector<int> rows;
    auto other = others.begin();
    for (std::size_t row = 0; row < members.size(); ++row) {
        while (other != others.end() && other->client < members[row].client)
            ++other;
        if (other == others.end() || other->client != members[row].client)
            rows.push_back(int(row));
    }
    return rows;
}

} // namespace

GroupTree::~GroupTree() = default;

const Group *GroupTree::groupOf(const QModelIndex &index) const
{
    if (!index.isValid() || !checkIndex(index))
        return nullptr;
    if (const auto *group = static_cast<const Group *>(index.internalPointer()))
        return group;
    return &groupAt(index.row());
}

const RoomMember *GroupTree::memberAt(const QModelIndex &index) const
{
    const auto *group = index.isValid() ? static_cast<const Group *>(index.internalPointer()) : nullptr;
    return group ? &group->members[std::size_t(index.row())] : nullptr;
}

QModelIndex GroupTree::indexOf(const QString &name) const
{
    const Group *group = find(name);
    return group ? createIndex(group->row, 0) : QModelIndex();
}

QStringList GroupTree::names() const
{
    QStringList names = m_byName.keys();
    names.sort(Qt::CaseInsensitive);
    return names;
}

int GroupTree::compare(const QModelIndex &left, const QModelIndex &right) const
{
    const int column = left.column();
    if (const auto *group = static_cast<const Group *>(left.internalPointer())) {
        const RoomMember &a = group->members[std::size_t(left.row())];
        const RoomMember &b = group->members[std::size_t(right.row())];
        const int order = column == 0 ? 0 : compareNames(memberText(a, column), memberText(b, column));
        return order != 0 ? order : signOf(a.client <=> b.client);
    }
    const Group &a = groupAt(left.row());
    const Group &b = groupAt(right.row());
    const int order = column == 0 ? 0 : signOf(compareGroups(a, b, column));
    return order != 0 ? order : compareNames(a.name, b.name);
}

QModelIndex GroupTree::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return parent.isValid() ? createIndex(row, column, &groupAt(parent.row())) : createIndex(row, column);
}

QModelIndex GroupTree::parent(const QModelIndex &index) const
{
    const auto *group = index.isValid() ? static_cast<const Group *>(index.internalPointer()) : nullptr;
    return group ? createIndex(group->row, 0) : QModelIndex();
}

int GroupTree::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return groupCount();
    if (parent.internalPointer() || parent.column() > 0)
        return 0;
    return int(groupAt(parent.row()).members.size());
}

QVariant GroupTree::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (isNumeric(section) ? Qt::AlignRight : Qt::AlignLeft));
    return role == Qt::DisplayRole ? title(section) : QVariant();
}

QVariant GroupTree::data(const QModelIndex &index, int role) const
{
    const Group *group = groupOf(index);
    if (!group)
        return {};
    const RoomMember *member = memberAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return member ? memberText(*member, index.column()) : groupText(*group, index.column());
    case Qt::ToolTipRole:
        return toolTip(*group, member, index.column());
    case Qt::EditRole: // to copy
        if (index.column() == 0 && !member)
            return group->name;
        return data(index, Qt::DisplayRole);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (isNumeric(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

void GroupTree::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    if (groupCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(groupCount() - 1, columnCount() - 1), {Qt::DisplayRole});
}

void GroupTree::addGroups(std::vector<std::unique_ptr<Group>> groups)
{
    if (groups.empty())
        return;
    const int first = groupCount();
    beginInsertRows({}, first, first + int(groups.size()) - 1);
    for (std::unique_ptr<Group> &group : groups) {
        m_byName.insert(group->name, group.get());
        m_groups.push_back(std::move(group));
    }
    renumber(std::size_t(first));
    endInsertRows();
}

void GroupTree::removeGroups(const std::vector<int> &rows)
{
    const std::vector<RowRange> ranges = rowRanges(rows);
    if (ranges.size() > MaxRanges || rows.size() > MaxRemovedInPlace) {
        removeAsReset(rows);
        return;
    }
    for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
        beginRemoveRows({}, range->first, range->last);
        for (int row = range->first; row <= range->last; ++row)
            m_byName.remove(groupAt(row).name);
        m_groups.erase(m_groups.begin() + range->first, m_groups.begin() + range->last + 1);
        renumber(std::size_t(range->first));
        endRemoveRows();
    }
}

void GroupTree::removeAsReset(const std::vector<int> &rows)
{
    beginResetModel();
    for (const int row : rows) {
        std::unique_ptr<Group> &removed = m_groups[std::size_t(row)];
        m_byName.remove(removed->name);
        removed.reset();
    }
    std::erase(m_groups, nullptr);
    renumber(0);
    endResetModel();
}

void GroupTree::removeAll()
{
    beginResetModel();
    m_byName.clear();
    m_groups.clear();
    endResetModel();
}

void GroupTree::setMembers(Group &group, const std::vector<RoomMember> &members)
{
    std::vector<RoomMember> &shown = group.members;
    const std::vector<int> removedRows = rowsOfMissing(shown, members);
    const std::vector<RowRange> removed = rowRanges(removedRows);
    const std::vector<RowRange> added = rowRanges(rowsOfMissing(members, shown));
    if (removed.size() + added.size() > MaxRanges || removedRows.size() > MaxRemovedInPlace) {
        removeMembers(group, 0, int(shown.size()) - 1);
        insertMembers(group, members, 0, int(members.size()) - 1);
        return;
    }
    for (auto range = removed.rbegin(); range != removed.rend(); ++range)
        removeMembers(group, range->first, range->last);
    for (const RowRange &range : added)
        insertMembers(group, members, range.first, range.last);
}

void GroupTree::removeMembers(Group &group, int first, int last)
{
    if (first > last)
        return;
    std::vector<RoomMember> &shown = group.members;
    beginRemoveRows(createIndex(group.row, 0), first, last);
    shown.erase(shown.begin() + first, shown.begin() + last + 1);
    endRemoveRows();
}

//! Inserts those of \a members from \a first to \a last, where the ones before are shown already.
void GroupTree::insertMembers(Group &group, const std::vector<RoomMember> &members, int first, int last)
{
    if (first > last)
        return;
    beginInsertRows(createIndex(group.row, 0), first, last);
    group.members.insert(group.members.begin() + first, members.begin() + first, members.begin() + last + 1);
    endInsertRows();
}

void GroupTree::reportChanged(const std::vector<int> &rows)
{
    for (const RowRange &range : rowRanges(rows))
        Q_EMIT dataChanged(index(range.first, 0), index(range.last, columnCount() - 1), {Qt::DisplayRole});
}

void GroupTree::reportMembersChanged(int row)
{
    Group &group = groupAt(row);
    if (!group.members.empty())
        Q_EMIT dataChanged(createIndex(0, 0, &group),
                           createIndex(int(group.members.size()) - 1, columnCount() - 1, &group),
                           {Qt::DisplayRole});
}

QString GroupTree::toolTip(const Group &, const RoomMember *, int) const
{
    return {};
}

void GroupTree::renumber(std::size_t from)
{
    for (std::size_t row = from; row < m_groups.size(); ++row)
        m_groups[row]->row = int(row);
}

} // namespace signalbox
