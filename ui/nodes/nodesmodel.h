#pragma once

#include "core/model/clusternode.h"

#include <QAbstractTableModel>

#include <vector>

namespace signalbox {

//! The nodes of a cluster as a table, in the order of their numbers. Lives in the GUI thread.
class NodesModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, State, Version, Connections, Rooms, Users, Heartbeat, Number };
    static constexpr int ColumnCount = Number + 1;

    enum class Health : quint8 {
        Running,
        Other, //!< starting or draining, or a state that this version does not know
        Late,  //!< its heartbeat is
    };
    enum Role { HealthRole = Qt::UserRole + 1 };

    explicit NodesModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    //! Shows the nodes of \a cluster instead of all before. Those that stay keep their rows.
    void setCluster(const ClusterStatus &cluster);

    const ClusterNode &nodeAt(int row) const { return m_nodes[std::size_t(row)]; }
    Health healthOf(const ClusterNode &node) const;
    //! How many are late.
    int lateCount() const;
    QString stateText(const ClusterNode &node) const;
    static QString nameText(const ClusterNode &node);
    static QString heartbeatText(const ClusterNode &node);
    //! Returns a number below, equal to or above 0: the order of \a column.
    int compare(const ClusterNode &left, const ClusterNode &right, Column column) const;
    void retranslate();

private:
    static QVariant textOf(const ClusterNode &node, Column column);

    std::vector<ClusterNode> m_nodes; //!< ascending numbers
    Milliseconds m_lateAfter{0};
};

} // namespace signalbox
