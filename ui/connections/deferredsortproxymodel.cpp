#include "ui/connections/deferredsortproxymodel.h"

namespace signalbox {

namespace {

constexpr int LargeTable = 2000; // rows; above, new rows stay at the end for a while
constexpr int LargeTableMs = 500;

} // namespace

DeferredSortProxyModel::DeferredSortProxyModel(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(false);
    m_refreshTimer.setSingleShot(true);
    connect(&m_refreshTimer, &QTimer::timeout, this, &DeferredSortProxyModel::refresh);
}

void DeferredSortProxyModel::setSourceModel(QAbstractItemModel *source)
{
    QSortFilterProxyModel::setSourceModel(source);
    connect(source, &QAbstractItemModel::rowsInserted, this, &DeferredSortProxyModel::refreshSoon);
}

void DeferredSortProxyModel::refresh()
{
    m_refreshTimer.stop();
    if (!isFiltered())
        invalidate();
    else if (!isSorted())
        sort(sortColumn(), sortOrder());
}

void DeferredSortProxyModel::refreshSoon()
{
    refreshWithin(sourceModel()->rowCount() > LargeTable ? LargeTableMs : 0);
}

void DeferredSortProxyModel::refreshWithin(int milliseconds)
{
    if (!m_refreshTimer.isActive() || m_refreshTimer.remainingTime() > milliseconds)
        m_refreshTimer.start(milliseconds);
}

bool DeferredSortProxyModel::isFiltered() const
{
    if (!hasFilter())
        return rowCount() == sourceModel()->rowCount();
    for (int row = 0; row < sourceModel()->rowCount(); ++row) {
        if (mapFromSource(sourceModel()->index(row, 0)).isValid() != filterAcceptsRow(row, {}))
            return false;
    }
    return true;
}

bool DeferredSortProxyModel::isSorted() const
{
    if (sortColumn() < 0)
        return true;
    const bool isAscending = sortOrder() == Qt::AscendingOrder;
    QModelIndex previous = mapToSource(index(0, sortColumn()));
    for (int row = 1; row < rowCount(); ++row) {
        const QModelIndex next = mapToSource(index(row, sortColumn()));
        if (isAscending ? lessThan(next, previous) : lessThan(previous, next))
            return false;
        previous = next;
    }
    return true;
}

} // namespace signalbox
