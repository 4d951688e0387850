#include "ui/nodes/nodesmodel.h"

#include "ui/connections/nameorder.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

int compareNumbers(auto left, auto right)
{
    return left < right ? -1 : int(left > right);
}

bool isNumeric(int column)
{
    return column >= NodesModel::Connections;
}

} // namespace

NodesModel::NodesModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

int NodesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_nodes.size());
}

int NodesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant NodesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ClusterNode &node = nodeAt(index.row());
    switch (role) {
    case Qt::TextAlignmentRole:
        return QVariant((isNumeric(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case HealthRole:
        return int(healthOf(node));
    case Qt::ToolTipRole:
        if (index.column() == Name)
            return plainToolTip(visibleText(node.name));
        if (index.column() == State && healthOf(node) == Health::Late)
            return plainToolTip(
                tr("Nothing was heard of this node for %1. The figures are those from before.")
                    .arg(heartbeatText(node)));
        return {};
    case Qt::DisplayRole:
        return index.column() == State ? QVariant(stateText(node)) : textOf(node, Column(index.column()));
    default:
        return {};
    }
}

QVariant NodesModel::textOf(const ClusterNode &node, Column column)
{
    switch (column) {
    case Name:
        return nameText(node);
    case Version:
        return cellText(node.version);
    case Connections:
        return Format::count(quint64(std::max<qint64>(node.connections, 0)));
    case Rooms:
        return Format::count(quint64(std::max<qint64>(node.rooms, 0)));
    case Users:
        return Format::count(quint64(std::max<qint64>(node.users, 0)));
    case Heartbeat:
        return heartbeatText(node);
    case Number:
        return QString::number(node.number); // an identifier: without separators
    case State:
        break;
    }
    return {};
}

QVariant NodesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return QAbstractTableModel::headerData(section, orientation, role);
    if (role == Qt::TextAlignmentRole)
        return QVariant((isNumeric(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Heartbeat)
        return tr("How long ago this node was heard of");
    if (role == Qt::ToolTipRole && section == Number)
        return tr("A part of the ids of its connections; another one after each start");
    if (role != Qt::DisplayRole)
        return {};
    const std::array titles{tr("Node"),  tr("State"), tr("Version"),   tr("Connections"),
                            tr("Rooms"), tr("Users"), tr("Heartbeat"), tr("Number")};
    static_assert(titles.size() == ColumnCount);
    return titles[std::size_t(section)];
}

void NodesModel::setCluster(const ClusterStatus &cluster)
{
    const auto number = &ClusterNode::number;
    m_lateAfter = cluster.lateAfter;
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (std::ranges::binary_search(cluster.nodes, nodeAt(row).number, {}, number))
            continue;
        beginRemoveRows({}, row, row);
        m_nodes.erase(m_nodes.begin() + row);
        endRemoveRows();
    }
    for (std::size_t row = 0; row < cluster.nodes.size(); ++row) {
        const ClusterNode &told = cluster.nodes[row];
        if (row < m_nodes.size() && m_nodes[row].number == told.number) {
            m_nodes[row] = told;
            continue;
        }
        beginInsertRows({}, int(row), int(row));
        m_nodes.insert(m_nodes.begin() + std::ptrdiff_t(row), told);
        endInsertRows();
    }
    if (!m_nodes.empty()) // the ages have changed in any case
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

NodesModel::Health NodesModel::healthOf(const ClusterNode &node) const
{
    if (!node.isThis && m_lateAfter.count() > 0 && node.age > m_lateAfter)
        return Health::Late;
    return node.state == "running"_L1 ? Health::Running : Health::Other;
}

int NodesModel::lateCount() const
{
    return int(std::ranges::count_if(
        m_nodes, [this](const ClusterNode &node) { return healthOf(node) == Health::Late; }));
}

QString NodesModel::stateText(const ClusterNode &node) const
{
    if (healthOf(node) == Health::Late)
        return tr("No heartbeat");
    if (node.state == "running"_L1)
        return tr("Running");
    if (node.state == "draining"_L1)
        return tr("Draining");
    if (node.state == "starting"_L1)
        return tr("Starting");
    return cellText(node.state);
}

QString NodesModel::nameText(const ClusterNode &node)
{
    return node.isThis ? tr("%1 (this node)").arg(nameInText(node.name)) : cellText(node.name);
}

QString NodesModel::heartbeatText(const ClusterNode &node)
{
    constexpr Milliseconds Minute{60'000};
    return node.age < Minute ? Format::latency(node.age) : Format::duration(node.age);
}

int NodesModel::compare(const ClusterNode &left, const ClusterNode &right, Column column) const
{
    switch (column) {
    case Name:
        return compareNames(left.name, right.name);
    case State: {
        const int order = compareNumbers(healthOf(left), healthOf(right));
        return order != 0 ? order : compareNames(stateText(left), stateText(right));
    }
    case Version:
        return compareNames(left.version, right.version);
    case Connections:
        return compareNumbers(left.connections, right.connections);
    case Rooms:
        return compareNumbers(left.rooms, right.rooms);
    case Users:
        return compareNumbers(left.users, right.users);
    case Heartbeat:
        return compareNumbers(left.age, right.age);
    case Number:
        return compareNumbers(left.number, right.number);
    }
    return 0;
}

void NodesModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_nodes.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

} // namespace signalbox
