#pragma once

#include "ui/messages/messagefilter.h"

#include <QAbstractProxyModel>

#include <deque>

namespace signalbox {

class MessagesModel;

//! Shows the messages that a MessageFilter accepts, in their order. QSortFilterProxyModel would report each
//! range of rows when the filter changes, which takes quadratic time in a log of 50,000 rows. Here a changed
//! filter is one reset. Rows are only added at the end and removed at the front, so the mapping is a sorted
//! list.
class MessagesProxyModel final : public QAbstractProxyModel
{
    Q_OBJECT
public:
    using QAbstractProxyModel::QAbstractProxyModel;

    //! May be called only once. \a model must outlive the proxy, or be destroyed together with the view.
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
    std::deque<quint64> m_shown; //!< source row + m_removed, ascending; valid also after removals
    quint64 m_removed = 0;       //!< source rows removed so far
    qsizetype m_removing = 0;    //!< rows reported by beginRemoveRows()
};

} // namespace signalbox
