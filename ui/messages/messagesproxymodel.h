#pragma once

#include "ui/messages/messagefilter.h"

#include <QAbstractProxyModel>

#include <deque>

namespace signalbox {

class MessagesModel;

//! The messages a MessageFilter accepts, in their order.
//! Not a QSortFilterProxyModel: that one removes and inserts rows run by run when the filter changes, which
//! is quadratic in a log of 50,000 rows. A changed filter is one reset here, and the log only ever grows at
//! the end and shrinks at the front, so the mapping is a sorted list.
class MessagesProxyModel final : public QAbstractProxyModel
{
    Q_OBJECT
public:
    using QAbstractProxyModel::QAbstractProxyModel;

    //! Once. \a model must outlive the proxy or be destroyed with the view.
    void setMessages(MessagesModel *model);
    void setFilter(const MessageFilter &filter);
    const MessageFilter &filter() const { return m_filter; }

    QModelIndex mapToSource(const QModelIndex &proxyIndex) const override;
    QModelIndex mapFromSource(const QModelIndex &sourceIndex) const override;
    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;

private:
    void addRows(int first, int last);
    void aboutToRemoveRows(int last);
    void removeRows(int last);
    void readAll();

    MessagesModel *m_messages = nullptr;
    MessageFilter m_filter;
    std::deque<quint64> m_shown; //!< source row + m_gone, ascending: stays true while rows leave at the front
    quint64 m_gone = 0;          //!< source rows removed so far
    qsizetype m_leaving = 0;     //!< rows announced as being removed
};

} // namespace signalbox
