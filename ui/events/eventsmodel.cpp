#include "ui/events/eventsmodel.h"

#include "ui/events/eventtext.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <algorithm>
#include <array>

namespace signalbox {

EventsModel::EventsModel(QObject *parent, std::function<WallTime()> clock)
    : QAbstractTableModel(parent)
    , m_clock(std::move(clock))
{
}

int EventsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int EventsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EventsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const EventRow &row = rowAt(index.row());
    const ServerEvent &event = row.event;
    if (role == LevelRole)
        return int(event.level);
    if (role == Qt::TextAlignmentRole)
        return QVariant((index.column() == Count ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        QString text = row.what;
        for (const Fact &fact : EventText::facts(event))
            text += QStringLiteral("\n%1: %2").arg(fact.title, fact.value);
        return plainToolTip(text);
    }
    const bool isSort = role == SortRole;
    if (role != Qt::DisplayRole && !isSort)
        return {};
    switch (index.column()) {
    case Time:
        return isSort ? QVariant(qint64(event.last.time_since_epoch().count()))
                      : QVariant(Format::moment(event.last, m_clock()));
    case Level:
        return isSort ? QVariant(qint64(event.level)) : QVariant(EventText::levelName(event.level));
    case What:
        return row.what;
    case Count:
        return isSort ? QVariant(qint64(event.count)) : QVariant(Format::count(event.count));
    case Address:
        return address(event);
    case Connection:
        if (isSort)
            return qint64(event.connection.value());
        return event.connection.isNull() ? QString() : event.connection.toString();
    default:
        return {};
    }
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return QAbstractTableModel::headerData(section, orientation, role);
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Count ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const std::array titles{tr("Time"),  tr("Level"),   tr("What happened"),
                            tr("Count"), tr("Address"), tr("Connection")};
    static_assert(titles.size() == ColumnCount);
    return titles[std::size_t(section)];
}

void EventsModel::replace(const ServerEventBatch &batch)
{
    beginResetModel();
    std::vector<EventRow> rows;
    rows.reserve(batch.events.size());
    for (const ServerEvent &event : batch.events) {
        EventRow row = makeRow(event);
        if (const int known = rowOf(event.id); known >= 0)
            row.seenCount = rowAt(known).seenCount;
        rows.push_back(std::move(row));
    }
    m_rows = std::move(rows);
    m_rowOf.clear();
    renumber(0);
    endResetModel();
    countNew();
}

void EventsModel::apply(const ServerEventBatch &batch)
{
    remove(batch.forgotten);
    std::vector<const ServerEvent *> fresh;
    int first = rowCount();
    int last = -1;
    for (const ServerEvent &event : batch.events) {
        const int row = rowOf(event.id);
        if (row < 0) {
            fresh.push_back(&event);
            continue;
        }
        const quint64 seen = rowAt(row).seenCount;
        m_rows[std::size_t(row)] = makeRow(event);
        m_rows[std::size_t(row)].seenCount = seen;
        first = std::min(first, row);
        last = std::max(last, row);
    }
    if (last >= 0)
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
    if (!fresh.empty()) {
        const std::size_t end = m_rows.size();
        beginInsertRows({}, int(end), int(end + fresh.size()) - 1);
        for (const ServerEvent *event : fresh)
            m_rows.push_back(makeRow(*event));
        renumber(end);
        endInsertRows();
    }
    countNew();
}

void EventsModel::setAllSeen()
{
    for (EventRow &row : m_rows)
        row.seenCount = row.event.count;
    countNew();
}

void EventsModel::retranslate()
{
    for (EventRow &row : m_rows)
        row.what = EventText::of(row.event);
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

EventRow EventsModel::makeRow(const ServerEvent &event)
{
    return {event, EventText::of(event)};
}

//! The server forgets one event at a time, seldom.
void EventsModel::remove(const std::vector<ServerEventId> &ids)
{
    for (const ServerEventId id : ids) {
        const int row = rowOf(id);
        if (row < 0)
            continue;
        beginRemoveRows({}, row, row);
        m_rowOf.remove(id);
        m_rows.erase(m_rows.begin() + row);
        renumber(std::size_t(row));
        endRemoveRows();
    }
}

void EventsModel::renumber(std::size_t first)
{
    for (std::size_t row = first; row < m_rows.size(); ++row)
        m_rowOf[m_rows[row].event.id] = int(row);
}

void EventsModel::countNew()
{
    const auto count = int(std::ranges::count_if(m_rows, &EventRow::isNew));
    if (count != std::exchange(m_newCount, count))
        Q_EMIT newCountChanged(count);
}

QString EventsModel::address(const ServerEvent &event) const
{
    if (event.peer.address.isNull())
        return {};
    const QString address = event.peer.address.toString();
    const auto others = int(event.addresses.size()) - 1;
    if (event.hasMoreAddresses)
        return tr("%1 and more than %Ln other(s)", nullptr, others).arg(address);
    return others > 0 ? tr("%1 and %Ln other(s)", nullptr, others).arg(address) : address;
}

} // namespace signalbox
