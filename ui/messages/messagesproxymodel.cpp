#include "ui/messages/messagesproxymodel.h"

#include "ui/messages/messagesmodel.h"

#include <algorithm>
#include <utility>

namespace signalbox {

void MessagesProxyModel::setMessages(MessagesModel *model)
{
    beginResetModel();
    m_messages = model;
    QAbstractProxyModel::setSourceModel(model);
    connect(model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { addRows(first, last); });
    connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex &, int, int last) { aboutToRemoveRows(last); });
    connect(model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int, int last) { removeRows(last); });
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        readAll();
        endResetModel();
    });
    connect(model, &QAbstractItemModel::headerDataChanged, this, &QAbstractItemModel::headerDataChanged);
    connect(model, &QAbstractItemModel::dataChanged, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    });
    readAll();
    endResetModel();
}

void MessagesProxyModel::setFilter(const MessageFilter &filter)
{
    beginResetModel();
    m_filter = filter;
    readAll();
    endResetModel();
}

void MessagesProxyModel::readAll()
{
    m_shown.clear();
    m_removed = 0;
    m_removing = 0;
    for (int row = 0; m_messages && row < m_messages->rowCount(); ++row) {
        if (m_filter.accepts(m_messages->messageAt(row)))
            m_shown.push_back(quint64(row));
    }
}

void MessagesProxyModel::addRows(int first, int last)
{
    std::vector<quint64> accepted;
    for (int row = first; row <= last; ++row) {
        if (m_filter.accepts(m_messages->messageAt(row)))
            accepted.push_back(m_removed + quint64(row));
    }
    if (accepted.empty())
        return;
    const int begin = rowCount();
    beginInsertRows({}, begin, begin + int(accepted.size()) - 1);
    m_shown.insert(m_shown.end(), accepted.begin(), accepted.end());
    endInsertRows();
}

void MessagesProxyModel::aboutToRemoveRows(int last)
{
    const auto end = std::upper_bound(m_shown.begin(), m_shown.end(), m_removed + quint64(last));
    m_removing = std::distance(m_shown.begin(), end);
    if (m_removing > 0)
        beginRemoveRows({}, 0, int(m_removing) - 1);
}

void MessagesProxyModel::removeRows(int last)
{
    m_removed += quint64(last) + 1;
    const qsizetype removing = std::exchange(m_removing, 0);
    if (removing == 0)
        return;
    m_shown.erase(m_shown.begin(), m_shown.begin() + removing);
    endRemoveRows();
}

QModelIndex MessagesProxyModel::mapToSource(const QModelIndex &proxyIndex) const
{
    if (!proxyIndex.isValid() || proxyIndex.row() >= rowCount())
        return {};
    const quint64 row = m_shown[std::size_t(proxyIndex.row())] - m_removed;
    return m_messages->index(int(row), proxyIndex.column());
}

QModelIndex MessagesProxyModel::mapFromSource(const QModelIndex &sourceIndex) const
{
    if (!sourceIndex.isValid())
        return {};
    const quint64 wanted = m_removed + quint64(sourceIndex.row());
    const auto it = std::lower_bound(m_shown.begin(), m_shown.end(), wanted);
    if (it == m_shown.end() || *it != wanted)
        return {};
    return createIndex(int(std::distance(m_shown.begin(), it)), sourceIndex.column());
}

QModelIndex MessagesProxyModel::index(int row, int column, const QModelIndex &parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

QModelIndex MessagesProxyModel::parent(const QModelIndex &) const
{
    return {};
}

int MessagesProxyModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

int MessagesProxyModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_messages ? 0 : m_messages->columnCount();
}

bool MessagesProxyModel::hasChildren(const QModelIndex &parent) const
{
    return rowCount(parent) > 0;
}

} // namespace signalbox
