#include "ui/bans/bansproxymodel.h"

#include "core/model/banqueryrow.h"
#include "ui/bans/bansmodel.h"

namespace signalbox {

namespace {

constexpr int ChangeDelayMs = 1000; // hits are counted all the time; rows must not move more often

} // namespace

BansProxyModel::BansProxyModel(BansModel &source, QObject *parent)
    : DeferredSortProxyModel(parent)
    , m_source(source)
{
    setSourceModel(&source);
    connect(&source, &QAbstractItemModel::dataChanged, this, [this] { refreshWithin(ChangeDelayMs); });
}

void BansProxyModel::setFilter(const Query &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    invalidate();
}

const Ban &BansProxyModel::banAt(int row) const
{
    return m_source.banAt(mapToSource(index(row, 0)).row());
}

bool BansProxyModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    return m_filter.isEmpty() || m_filter.accepts(BanQueryRow(m_source.banAt(sourceRow), m_source.now()));
}

bool BansProxyModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const Ban &a = m_source.banAt(left.row());
    const Ban &b = m_source.banAt(right.row());
    const int order = BansModel::compare(a, b, BansModel::Column(left.column()));
    return order != 0 ? order < 0 : a.id < b.id;
}

} // namespace signalbox
