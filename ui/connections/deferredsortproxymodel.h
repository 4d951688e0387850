#pragma once

#include <QSortFilterProxyModel>
#include <QTimer>

namespace signalbox {

//! Sorts and filters a model of many rows that come, go and change all the time.
//!
//! Qt's dynamic sorting is off: it would move rows with every delta, and at a cost that grows with the table
//! for each row moved. Instead the order settles at times, and only if something really stands in the wrong
//! place. A changed filter is one layout change; Qt's would announce each gap for itself.
class DeferredSortProxyModel : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit DeferredSortProxyModel(QObject *parent = nullptr);

    void setSourceModel(QAbstractItemModel *source) override;

public Q_SLOTS:
    //! Brings filter and order up to date now.
    void settle();

protected:
    //! Does filterAcceptsRow() refuse any row at all?
    virtual bool hasFilter() const = 0;
    //! Do the rows stand in order?
    virtual bool isSorted() const;
    //! After rows came: at once, or where there are many, after half a second.
    void settleSoon();
    void settleWithin(int milliseconds);

private:
    bool isFiltered() const;

    QTimer m_settling;
};

} // namespace signalbox
