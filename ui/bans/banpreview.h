#pragma once

#include "core/model/connectioninfo.h"

#include <QAbstractTableModel>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <vector>

class QLabel;

namespace signalbox {

class ConnectionsModel;
class ListTable;

//! Some connections as a table: id, user, address and Origin.
class BanPreviewModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Id, User, Address, Origin };
    static constexpr int ColumnCount = Origin + 1;

    using QAbstractTableModel::QAbstractTableModel;

    void setConnections(std::vector<ConnectionInfo> connections);
    void retranslate();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<ConnectionInfo> m_connections;
};

//! Shows which connections a ban would close: their number, and the first ones. Follows the connections.
class BanPreview final : public QWidget
{
    Q_OBJECT
public:
    using Matcher = std::function<bool(const ConnectionInfo &)>;
    static constexpr std::size_t MaxRows = 100;

    //! \a connections must outlive it.
    explicit BanPreview(const ConnectionsModel &connections, QWidget *parent = nullptr);

    //! Counts at once. Null: nobody, because the ban is not valid.
    void setMatcher(Matcher matcher);
    //! Returns how many connections the ban would close.
    int count() const { return m_count; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void recount();
    void retranslate();

    const ConnectionsModel &m_connections;
    Matcher m_matcher;
    int m_count = 0;
    QTimer m_delay; //!< active while connections have changed since they were counted
    BanPreviewModel *m_model;
    QLabel *m_headline;
    ListTable *m_table;
};

} // namespace signalbox
