#pragma once

#include <QSortFilterProxyModel>
#include <QTimer>

namespace signalbox {

//! Sorts and filters a model with many rows that are added, removed and changed all the time.
//!
//! Qt's dynamic sorting is off: it would move rows with every delta, and each move costs time proportional to
//! the table. Instead the order is refreshed after a delay, and only if a row is in the wrong place. A
//! changed filter is reported as one layout change; invalidateFilter() would report each range of rows.
class DeferredSortProxyModel : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit DeferredSortProxyModel(QObject *parent = nullptr);

    void setSourceModel(QAbstractItemModel *source) override;

public Q_SLOTS:
    //! Applies filter and order to all rows now.
    void refresh();

protected:
    //! Returns whether filterAcceptsRow() may reject a row.
    virtual bool hasFilter() const = 0;
    //! Returns whether all rows are in order.
    virtual bool isSorted() const;
    //! Refreshes in the next turn of the event loop; in a large table half a second later.
    void refreshSoon();
    //! Refreshes after \a milliseconds at the latest.
    void refreshWithin(int milliseconds);

private:
    bool isFiltered() const;

    QTimer m_refreshTimer;
};

} // namespace signalbox
