#include "ui/nodes/nodespanel.h"

#include "ui/connections/listtable.h"
#include "ui/dialogs/factsdialog.h"
#include "ui/nodes/brokertext.h"
#include "ui/nodes/nodesmodel.h"
#include "ui/nodes/nodesproxymodel.h"
#include "ui/nodes/nodestatedelegate.h"
#include "ui/theme/elidedlabel.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/peertext.h"
#include "ui/theme/spacing.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::array<ListColumn, NodesModel::ColumnCount> Columns{{
    {.sample = "chat-07.example.org:8080 (this node)", .mostCharacters = 60},
    {.sample = "No heartbeat", .hasMark = true},
    {.sample = "88.88.88", .dropOrder = 2},
    {.sample = "888,888", .isNumeric = true},
    {.sample = "888,888", .isNumeric = true, .dropOrder = 4},
    {.sample = "888,888", .isNumeric = true, .dropOrder = 3},
    {.sample = "88 h 88 min", .isNumeric = true},
    {.sample = "8888", .isNumeric = true, .dropOrder = 1},
}};

} // namespace

NodesPanel::NodesPanel(NodesApi &api, QWidget *parent)
    : ListPane(u"nodes"_s, parent)
    , m_api(api)
    , m_model(new NodesModel(this))
    , m_proxy(new NodesProxyModel(*m_model, this))
    , m_broker(new ElidedLabel(this))
    , m_scope(new QLabel(this))
    , m_table(new ListTable(Columns, NodesModel::Name, this))
    , m_details(new QAction(this))
    , m_copy(new QAction(this))
{
    buildLayout();
    connectParts();
    setBarActions({m_details, m_copy});
    setIcons();
    retranslateUi();
}

void NodesPanel::buildLayout()
{
    m_table->setObjectName(name());
    m_table->setItemDelegateForColumn(NodesModel::State, new NodeStateDelegate(m_table));
    m_table->horizontalHeader()->setSortIndicator(NodesModel::Name, Qt::AscendingOrder);
    m_table->setModel(m_proxy);
    m_broker->setObjectName(u"nodesBroker"_s);
    m_scope->setObjectName(u"nodesScope"_s);
    m_scope->setForegroundRole(QPalette::PlaceholderText);
    m_details->setObjectName(u"nodeDetailsAction"_s);
    m_copy->setObjectName(u"copyNodesAction"_s);
    m_copy->setShortcut(QKeySequence::Copy);
    for (QAction *action : {m_details, m_copy}) {
        action->setShortcutContext(Qt::WidgetShortcut); // while the table has the focus
        m_table->addAction(action);
    }
    auto *strip = new QHBoxLayout;
    strip->setContentsMargins(Spacing::Large, Spacing::Medium, Spacing::Large, Spacing::Medium);
    strip->setSpacing(Spacing::Large);
    strip->addWidget(m_broker);
    strip->addStretch(1);
    strip->addWidget(m_scope);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addLayout(strip);
    layout->addWidget(m_table, 1);
}

void NodesPanel::connectParts()
{
    connect(m_table, &ListTable::selectedRowsChanged, this, &NodesPanel::updateActions);
    connect(m_table, &ListTable::rowActivated, this, &NodesPanel::showDetails);
    connect(m_table, &QWidget::customContextMenuRequested, this,
            [this](QPoint at) { m_table->showMenu(at, {m_details}, m_copy); });
    connect(m_details, &QAction::triggered, this, &NodesPanel::showDetails);
    connect(m_copy, &QAction::triggered, this, &NodesPanel::copySelection);
}

QString NodesPanel::title() const
{
    return tr("Nodes");
}

void NodesPanel::setWatching(bool on)
{
    m_subscription = on ? m_api.subscribe({}) : nullptr;
    if (m_subscription)
        connect(m_subscription.get(), &NodesSubscription::reported, this, &NodesPanel::take);
}

void NodesPanel::take(const ClusterStatus &cluster)
{
    m_cluster = cluster;
    m_model->setCluster(cluster);
    updateTexts();
    updateActions(); // the selected node may have changed
    Q_EMIT clusterChanged(m_cluster);
}

void NodesPanel::activateFilter()
{
    activateList();
}

void NodesPanel::activateList()
{
    m_table->setFocus(Qt::ShortcutFocusReason);
}

QString NodesPanel::selectionText() const
{
    if (const ClusterNode *node = selectedNode())
        return NodesModel::nameText(*node);
    const std::size_t count = m_table->selectedRows().size();
    return count == 0 ? QString() : tr("%Ln selected", nullptr, int(count));
}

QByteArray NodesPanel::saveState() const
{
    return m_table->saveState();
}

bool NodesPanel::restoreState(const QByteArray &state)
{
    return m_table->restoreState(state);
}

const ClusterNode *NodesPanel::selectedNode() const
{
    const std::vector<int> rows = m_table->selectedRows();
    return rows.size() == 1 ? &m_proxy->nodeAt(rows.front()) : nullptr;
}

void NodesPanel::updateActions()
{
    const ClusterNode *node = selectedNode();
    m_details->setEnabled(node);
    m_details->setToolTip(node ? tr("Show all that is known about the node") : tr("Select one node first"));
    m_copy->setEnabled(!m_table->selectedRows().empty());
    m_copy->setToolTip(m_copy->isEnabled() ? tr("Copy the selected rows as text")
                                           : tr("Select one or more nodes first"));
    offerFacts();
    Q_EMIT targetsChanged();
}

void NodesPanel::updateTexts()
{
    const int late = m_model->lateCount();
    const int total = m_model->rowCount();
    if (!m_cluster.isInCluster())
        setBadge({});
    else
        setBadge(late == 0 ? Format::count(quint64(total)) : tr("%1, %Ln late", "nodes", late).arg(total));
    m_broker->setFullText(m_cluster.isInCluster() ? BrokerText::state(m_cluster, wallNow()) : QString());
    m_table->setPlaceholder(tr("This server is in no cluster"));
}

void NodesPanel::offerFacts()
{
    const ClusterNode *node = selectedNode();
    const std::optional<quint64> number = node ? std::optional(node->number) : std::nullopt;
    if (number == std::exchange(m_offered, number) || !node)
        return;
    Q_EMIT factsSelected({.headline = NodesModel::nameText(*node), .sentence = {}, .facts = factsOf(*node)});
}

Facts NodesPanel::factsOf(const ClusterNode &node) const
{
    const bool isLate = m_model->healthOf(node) == NodesModel::Health::Late;
    return {
        {.title = tr("State"),
         .value = m_model->stateText(node),
         .tone = isLate ? Fact::Tone::Bad : Fact::Tone::Usual},
        {.title = tr("Last heartbeat"), .value = tr("%1 ago").arg(NodesModel::heartbeatText(node))},
        {.title = tr("Version"), .value = cellText(node.version)},
        {.title = tr("Connections"), .value = Format::count(quint64(std::max<qint64>(node.connections, 0)))},
        {.title = tr("Rooms"), .value = Format::count(quint64(std::max<qint64>(node.rooms, 0)))},
        {.title = tr("Users"), .value = Format::count(quint64(std::max<qint64>(node.users, 0)))},
        {.title = tr("Number"), .value = QString::number(node.number)}};
}

void NodesPanel::showDetails()
{
    const ClusterNode *node = selectedNode();
    if (!node)
        return;
    auto *dialog = new FactsDialog(tr("Node"), NodesModel::nameText(*node), factsOf(*node), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void NodesPanel::copySelection()
{
    if (const int rows = m_table->copySelection(); rows > 0)
        Q_EMIT actionReported(tr("Copied %Ln node(s)", nullptr, rows));
}

void NodesPanel::setIcons()
{
    m_copy->setIcon(makeIcon(Icon::Copy, palette()));
}

void NodesPanel::retranslateUi()
{
    m_table->setAccessibleName(tr("Nodes"));
    m_scope->setText(tr("The other lists are those of this node"));
    m_scope->setToolTip(
        tr("signalboxctl --cluster and the API list connections, rooms and users of all nodes"));
    m_details->setText(tr("&Details…"));
    m_copy->setText(tr("&Copy"));
    m_model->retranslate();
    updateActions();
    updateTexts();
}

void NodesPanel::changeEvent(QEvent *event)
{
    ListPane::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
    else if (event->type() == QEvent::PaletteChange)
        setIcons();
}

} // namespace signalbox
