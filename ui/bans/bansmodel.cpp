#include "ui/bans/bansmodel.h"

#include "ui/bans/bantext.h"
#include "ui/connections/nameorder.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

constexpr std::size_t MaxSingleChanges = 64; // of rows; more are a reset

int compareNumbers(auto left, auto right)
{
    return left < right ? -1 : int(left > right);
}

//! For ever is after every other end.
WallTime endOf(const Ban &ban)
{
    return ban.expires.value_or(WallTime::max());
}

} // namespace

BansModel::BansModel(QObject *parent, std::function<WallTime()> clock)
    : QAbstractTableModel(parent)
    , m_clock(std::move(clock))
{
}

int BansModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_bans.size());
}

int BansModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BansModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Ban &ban = banAt(index.row());
    if (role == Qt::TextAlignmentRole)
        return QVariant((index.column() == Hits ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (index.column()) {
        case Value:
            return plainToolTip(visibleText(ban.value));
        case Reason:
            return plainToolTip(visibleText(ban.reason, PeerTextKind::Line));
        case By:
            return plainToolTip(visibleText(ban.by));
        case Created:
            return Format::dateTime(ban.created);
        case Expires:
            return ban.expires ? QVariant(Format::dateTime(*ban.expires)) : QVariant();
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Kind:
        return BanText::kind(ban);
    case Value:
        return cellText(ban.value);
    case Reason:
        return elided(visibleText(ban.reason, PeerTextKind::Line), MaxCellCharacters);
    case By:
        return cellText(ban.by);
    case Created:
        return Format::moment(ban.created, m_clock());
    case Expires:
        return BanText::end(ban, m_clock());
    case Hits:
        return Format::count(ban.hits);
    default:
        return {};
    }
}

QVariant BansModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return QAbstractTableModel::headerData(section, orientation, role);
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Hits ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Hits)
        return tr("How many connections it has closed or refused");
    if (role != Qt::DisplayRole)
        return {};
    const std::array titles{tr("Kind"), tr("Banned"), tr("By"),    tr("Created"),
                            tr("Ends"), tr("Hits"),   tr("Reason")};
    static_assert(titles.size() == ColumnCount);
    return titles[std::size_t(section)];
}

int BansModel::rowOf(BanId id) const
{
    const auto found = std::ranges::lower_bound(m_bans, id, {}, &Ban::id);
    return found != m_bans.end() && found->id == id ? int(found - m_bans.begin()) : -1;
}

void BansModel::setBans(std::vector<Ban> bans)
{
    std::ranges::sort(bans, {}, &Ban::id);
    std::vector<int> gone;
    for (int row = 0; row < rowCount(); ++row) {
        if (!std::ranges::binary_search(bans, banAt(row).id, {}, &Ban::id))
            gone.push_back(row);
    }
    const BanId last = m_bans.empty() ? BanId() : m_bans.back().id;
    const auto firstNew = std::ranges::upper_bound(bans, last, {}, &Ban::id);
    const bool isAppended = std::size_t(firstNew - bans.begin()) == m_bans.size() - gone.size();
    if (gone.size() > MaxSingleChanges || !isAppended) {
        beginResetModel();
        m_bans = std::move(bans);
        endResetModel();
        return;
    }
    for (auto row = gone.rbegin(); row != gone.rend(); ++row) {
        beginRemoveRows({}, *row, *row);
        m_bans.erase(m_bans.begin() + *row);
        endRemoveRows();
    }
    update(std::move(bans));
}

//! All rows are among the first of \a bans, in the same order.
void BansModel::update(std::vector<Ban> &&bans)
{
    for (int row = 0; row < rowCount(); ++row) {
        Ban &known = m_bans[std::size_t(row)];
        Ban &told = bans[std::size_t(row)];
        if (known == told)
            continue;
        known = std::move(told);
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
    if (bans.size() == m_bans.size())
        return;
    beginInsertRows({}, rowCount(), int(bans.size()) - 1);
    std::move(bans.begin() + rowCount(), bans.end(), std::back_inserter(m_bans));
    endInsertRows();
}

void BansModel::tick()
{
    if (!m_bans.empty())
        Q_EMIT dataChanged(index(0, Created), index(rowCount() - 1, Expires), {Qt::DisplayRole});
}

int BansModel::compare(const Ban &left, const Ban &right, Column column)
{
    switch (column) {
    case Kind:
        return compareNumbers(left.kind, right.kind);
    case Value:
        return compareNames(left.value, right.value);
    case Reason:
        return compareNames(left.reason, right.reason);
    case By:
        return compareNames(left.by, right.by);
    case Created:
        return compareNumbers(left.created, right.created);
    case Expires:
        return compareNumbers(endOf(left), endOf(right));
    case Hits:
        return compareNumbers(left.hits, right.hits);
    }
    return 0;
}

void BansModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_bans.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

} // namespace signalbox
