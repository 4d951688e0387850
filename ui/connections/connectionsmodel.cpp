#include "ui/connections/connectionsmodel.h"

#include "ui/connections/causetext.h"
#include "ui/connections/celldelegate.h"
#include "ui/connections/roomstext.h"
#include "ui/theme/latencyband.h"
#include "ui/theme/peertext.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr std::chrono::seconds TickInterval{1};
constexpr Milliseconds EndedInterval{250};

bool isColumn(int section)
{
    return section >= 0 && section < ConnectionColumnCount;
}

} // namespace

ConnectionsModel::ConnectionsModel(QObject *parent, std::function<WallTime()> clock)
    : QAbstractTableModel(parent)
    , m_clock(std::move(clock))
    , m_now(m_clock())
{
    m_ticker.setInterval(TickInterval);
    connect(&m_ticker, &QTimer::timeout, this, &ConnectionsModel::tick);
    m_endedTimer.setInterval(EndedInterval);
    connect(&m_endedTimer, &QTimer::timeout, this, &ConnectionsModel::removeEnded);
}

int ConnectionsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ConnectionsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ConnectionColumnCount;
}

QVariant ConnectionsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || !isColumn(index.column()))
        return {};
    const ConnectionRow &row = rowAt(index.row());
    const auto column = ConnectionColumn(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return ConnectionColumns::text(row, column, m_now);
    case Qt::ToolTipRole:
        return row.isEnded() ? plainToolTip(row.endReason) : ConnectionColumns::toolTip(row, column);
    case Qt::AccessibleTextRole:
        return row.isEnded() && column == ConnectionColumn::State
                   ? tr("Ended: %1").arg(row.endReason)
                   : ConnectionColumns::text(row, column, m_now);
    case CellDelegate::FadedRole:
        return row.isEnded() || (column == ConnectionColumn::User && row.info.user.isEmpty());
    case EndReasonRole:
        return row.isEnded() ? row.endReason : QString();
    case Qt::TextAlignmentRole:
        return QVariant((ConnectionColumns::isNumeric(column) ? Qt::AlignRight : Qt::AlignLeft) |
                        Qt::AlignVCenter);
    case SortRole:
        return ConnectionColumns::sortKey(row, column);
    case IdRole:
        return QVariant::fromValue(row.info.id.value());
    case StateRole:
        return int(row.state());
    case LatencyBandRole:
        return int(
            latencyBand(row.activity.latency ? std::optional(row.activity.latency->smoothed) : std::nullopt));
    case RoomsRole:
        return roomNames(row.info, row.activity.rooms);
    default:
        return {};
    }
}

QVariant ConnectionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || !isColumn(section))
        return QAbstractTableModel::headerData(section, orientation, role);
    const auto column = ConnectionColumn(section);
    switch (role) {
    case Qt::DisplayRole:
        return ConnectionColumns::title(column);
    case Qt::ToolTipRole:
        return ConnectionColumns::explanation(column);
    case Qt::TextAlignmentRole:
        return QVariant((ConnectionColumns::isNumeric(column) ? Qt::AlignRight : Qt::AlignLeft) |
                        Qt::AlignVCenter);
    default:
        return {};
    }
}

void ConnectionsModel::reset()
{
    beginResetModel();
    m_byId.clear();
    m_rows.clear();
    m_ended.clear();
    endResetModel();
}

void ConnectionsModel::apply(const ConnectionDelta &delta)
{
    m_now = m_clock();
    std::vector<int> removed = removedRows(delta);
    if (m_keepsEnded && !removed.empty() && m_ended.size() + removed.size() <= MaxEnded) {
        markEnded(delta);
        removed.clear();
    }
    const std::vector<RowRange> ranges = rowRanges(removed);
    if (ranges.size() > MaxRanges || removed.size() > MaxRemovedInPlace) {
        applyAsReset(delta, removed);
        return;
    }
    removeRanges(ranges);
    announceChanges(update(delta));
    append(delta);
}

void ConnectionsModel::markClosing(const std::vector<ConnectionId> &ids)
{
    Changes changes;
    for (const ConnectionId id : ids) {
        if (ConnectionRow *row = m_byId.value(id); row && !row->closeRequested) {
            row->closeRequested = true;
            changes.rows.push_back(row->number);
        }
    }
    announceChanges(std::move(changes));
}

void ConnectionsModel::setTicking(bool on)
{
    if (on == m_ticker.isActive())
        return;
    if (on) {
        tick(); // the durations were not updated while this was off
        m_ticker.start();
    } else {
        m_ticker.stop();
    }
}

void ConnectionsModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ConnectionColumnCount - 1);
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ConnectionColumnCount - 1),
                           {Qt::DisplayRole, Qt::ToolTipRole});
}

const ConnectionRow *ConnectionsModel::find(ConnectionId id) const
{
    return m_byId.value(id);
}

int ConnectionsModel::rowOf(ConnectionId id) const
{
    const ConnectionRow *row = find(id);
    return row ? row->number : -1;
}

//! Returns the rows that \a delta removes, ascending. Ignores unknown ids.
std::vector<int> ConnectionsModel::removedRows(const ConnectionDelta &delta) const
{
    std::vector<int> rows;
    rows.reserve(delta.removed.size());
    for (const ConnectionRemoval &removal : delta.removed) {
        if (const int row = rowOf(removal.id); row >= 0)
            rows.push_back(row);
    }
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

void ConnectionsModel::applyAsReset(const ConnectionDelta &delta, const std::vector<int> &removed)
{
    beginResetModel();
    for (const int row : removed) {
        std::unique_ptr<ConnectionRow> &removedRow = m_rows[std::size_t(row)];
        forget(*removedRow);
        removedRow.reset();
    }
    std::erase(m_rows, nullptr);
    renumber(0);
    update(delta);
    for (const ConnectionSnapshot &snapshot : delta.added) {
        if (!m_byId.contains(snapshot.info.id))
            add(snapshot);
    }
    endResetModel();
}

//! Removes from the end, so that the row numbers of the ranges before stay valid.
void ConnectionsModel::removeRanges(const std::vector<RowRange> &ranges)
{
    for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
        beginRemoveRows({}, range->first, range->last);
        const auto first = m_rows.begin() + range->first;
        const auto end = m_rows.begin() + range->last + 1;
        for (auto row = first; row != end; ++row)
            forget(**row);
        m_rows.erase(first, end);
        renumber(range->first);
        endRemoveRows();
    }
}

void ConnectionsModel::append(const ConnectionDelta &delta)
{
    std::vector<const ConnectionSnapshot *> fresh;
    fresh.reserve(delta.added.size());
    for (const ConnectionSnapshot &snapshot : delta.added) {
        if (!m_byId.contains(snapshot.info.id))
            fresh.push_back(&snapshot);
    }
    if (fresh.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + int(fresh.size()) - 1);
    for (const ConnectionSnapshot *snapshot : fresh)
        add(*snapshot);
    endInsertRows();
}

//! Applies the changes, and the additions of connections that are in the model already.
ConnectionsModel::Changes ConnectionsModel::update(const ConnectionDelta &delta)
{
    Changes changes;
    changes.rows.reserve(delta.changed.size());
    for (const ConnectionChange &change : delta.changed) {
        if (ConnectionRow *row = m_byId.value(change.id); row && !row->isEnded())
            update(*row, change.activity, changes);
    }
    for (const ConnectionSnapshot &snapshot : delta.added) {
        if (ConnectionRow *row = m_byId.value(snapshot.info.id)) {
            setIdentity(*row, IdentityChange::of(snapshot.info), changes);
            update(*row, snapshot.activity, changes);
        }
    }
    for (const IdentityChange &identity : delta.identities) {
        if (ConnectionRow *row = m_byId.value(identity.id))
            setIdentity(*row, identity, changes);
    }
    return changes;
}

void ConnectionsModel::setIdentity(ConnectionRow &row, const IdentityChange &identity, Changes &changes)
{
    const ConnectionInfo before = row.info;
    identity.applyTo(row.info);
    if (row.info == before)
        return;
    changes.ofIdentity = true;
    changes.rows.push_back(row.number);
}

void ConnectionsModel::update(ConnectionRow &row, const Activity &activity, Changes &changes) const
{
    changes.ofRooms = changes.ofRooms || row.activity.rooms != activity.rooms;
    if (activity.latency && activity.latency != row.activity.latency)
        row.latencies.add(m_now, activity.latency->last);
    row.activity = activity;
    changes.rows.push_back(row.number);
}

void ConnectionsModel::announceChanges(Changes &&changes)
{
    std::vector<int> &rows = changes.rows;
    if (rows.empty())
        return;
    std::ranges::sort(rows);
    std::vector<RowRange> ranges = rowRanges(rows);
    if (ranges.size() > MaxRanges)
        ranges = {{rows.front(), rows.back()}};
    if (changes.ofIdentity) { // the user is not among the live columns
        for (const RowRange &range : ranges)
            Q_EMIT dataChanged(index(range.first, 0), index(range.last, ConnectionColumnCount - 1));
        return;
    }
    const ConnectionColumns::Range live = ConnectionColumns::liveColumns();
    static_assert(int(ConnectionColumn::State) < int(ConnectionColumn::Room) &&
                      int(ConnectionColumn::Room) < int(ConnectionColumn::Idle),
                  "the rooms are among the live columns");
    QList<int> roles{Qt::DisplayRole, Qt::ToolTipRole, SortRole, StateRole, LatencyBandRole};
    if (changes.ofRooms)
        roles += RoomsRole;
    for (const RowRange &range : ranges)
        Q_EMIT dataChanged(index(range.first, live.first), index(range.last, live.last), roles);
}

void ConnectionsModel::add(const ConnectionSnapshot &snapshot)
{
    auto row = std::make_unique<ConnectionRow>(snapshot);
    row->number = int(m_rows.size());
    if (row->activity.latency)
        row->latencies.add(m_now, row->activity.latency->last);
    m_byId.insert(snapshot.info.id, row.get());
    m_rows.push_back(std::move(row));
}

void ConnectionsModel::renumber(int first)
{
    for (std::size_t row = std::size_t(first); row < m_rows.size(); ++row)
        m_rows[row]->number = int(row);
}

void ConnectionsModel::explainEnd(ConnectionId id, const QString &why)
{
    ConnectionRow *row = m_byId.value(id);
    if (!row)
        return;
    row->endReason = why;
    if (row->isEnded())
        Q_EMIT dataChanged(index(row->number, 0), index(row->number, ConnectionColumnCount - 1));
}

void ConnectionsModel::markEnded(const ConnectionDelta &delta)
{
    for (const ConnectionRemoval &removal : delta.removed) {
        ConnectionRow *row = m_byId.value(removal.id);
        if (!row || row->isEnded())
            continue;
        row->endedAt = m_now;
        if (row->endReason.isEmpty())
            row->endReason = tr("%1 (%2)", "cause, close code")
                                 .arg(CauseText::of(removal.end.cause), QString::number(removal.end.code));
        m_ended.push_back(removal.id);
        Q_EMIT dataChanged(index(row->number, 0), index(row->number, ConnectionColumnCount - 1));
    }
    m_endedTimer.start();
    Q_EMIT endedChanged();
}

void ConnectionsModel::removeEnded()
{
    const WallTime now = m_clock();
    std::vector<int> rows;
    for (const ConnectionId id : m_ended) {
        const ConnectionRow *row = find(id);
        if (now - *row->endedAt >= EndedFor || now < *row->endedAt) // the clock may be set back
            rows.push_back(row->number);
    }
    std::ranges::sort(rows);
    removeRanges(rowRanges(rows));
    if (m_ended.empty())
        m_endedTimer.stop();
}

//! The row is about to be removed.
void ConnectionsModel::forget(const ConnectionRow &row)
{
    m_byId.remove(row.info.id);
    if (row.isEnded())
        std::erase(m_ended, row.info.id);
}

void ConnectionsModel::tick()
{
    m_now = m_clock();
    if (m_rows.empty())
        return;
    // Only the texts: the sort keys do not depend on the current time.
    const ConnectionColumns::Range columns = ConnectionColumns::clockColumns();
    Q_EMIT dataChanged(index(0, columns.first), index(rowCount() - 1, columns.last), {Qt::DisplayRole});
}

} // namespace signalbox
