#include "ui/events/eventsproxymodel.h"

#include "core/model/eventqueryrow.h"
#include "ui/connections/nameorder.h"
#include "ui/events/eventsmodel.h"

namespace signalbox {

namespace {

constexpr int ChangeDelayMs = 500; // rows must not move more often

} // namespace

EventsProxyModel::EventsProxyModel(EventsModel &source, QObject *parent)
    : DeferredSortProxyModel(parent)
    , m_source(source)
{
    setSortRole(EventsModel::SortRole);
    setSourceModel(&source);
    connect(&source, &QAbstractItemModel::dataChanged, this, [this] { refreshWithin(ChangeDelayMs); });
}

void EventsProxyModel::setFilter(const Query &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    invalidate();
}

const EventRow &EventsProxyModel::rowAt(int row) const
{
    return m_source.rowAt(mapToSource(index(row, 0)).row());
}

bool EventsProxyModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    if (m_filter.isEmpty())
        return true;
    const EventRow &row = m_source.rowAt(sourceRow);
    return m_filter.accepts(EventQueryRow(row.event, row.what));
}

bool EventsProxyModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = m_source.data(left, EventsModel::SortRole);
    const QVariant b = m_source.data(right, EventsModel::SortRole);
    const bool isText = a.typeId() == QMetaType::QString;
    const qint64 order =
        isText ? compareNames(a.toString(), b.toString())
               : qint64(a.toLongLong() > b.toLongLong()) - qint64(a.toLongLong() < b.toLongLong());
    return order != 0 ? order < 0
                      : m_source.rowAt(left.row()).event.id < m_source.rowAt(right.row()).event.id;
}

} // namespace signalbox
