#include "ui/connections/deferredsortproxymodel.h"

namespace signalbox {

namespace {

constexpr int LargeTable = 2000; // rows; above, new ones wait at the end a little
constexpr int LargeTableMs = 500;

} // namespace

DeferredSortProxyModel::DeferredSortProxyModel(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(false);
    m_settling.setSingleShot(true);
    connect(&m_settling, &QTimer::timeout, this, &DeferredSortProxyModel::settle);
}

void DeferredSortProxyModel::setSourceModel(QAbstractItemModel *source)
{
    QSortFilterProxyModel::setSourceModel(source);
    connect(source, &QAbstractItemModel::rowsInserted, this, &DeferredSortProxyModel::settleSoon);
}

void DeferredSortProxyModel::settle()
{
    m_settling.stop();
    if (!isFiltered())
        invalidate();
    else if (!isSorted())
        sort(sortColumn(), sortOrder());
}

void DeferredSortProxyModel::settleSoon()
{
    settleWithin(sourceModel()->rowCount() > LargeTable ? LargeTableMs : 0);
}

void DeferredSortProxyModel::settleWithin(int milliseconds)
{
    if (!m_settling.isActive() || m_settling.remainingTime() > milliseconds)
        m_settling.start(milliseconds);
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
