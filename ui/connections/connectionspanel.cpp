#include "ui/connections/connectionspanel.h"

#include "core/model/queryrows.h"
#include "ui/connections/actionrunner.h"
#include "ui/connections/connectionsmodel.h"
#include "ui/connections/connectionsproxymodel.h"
#include "ui/connections/connectionsview.h"
#include "ui/connections/filterbar.h"
#include "ui/connections/rowranges.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <QAction>
#include <QDataStream>
#include <QEvent>
#include <QHeaderView>
#include <QIODevice>
#include <QMenu>
#include <QScrollBar>
#include <QSet>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr quint32 StateMagic = 0x53424350; // SBCP; followed by a version
constexpr quint16 StateVersion = 3;

} // namespace

ConnectionsPanel::ConnectionsPanel(Console &console, QWidget *parent)
    : ListPane(u"connections"_s, parent)
    , m_api(console.connections())
    , m_model(new ConnectionsModel(this))
    , m_proxy(new ConnectionsProxyModel(*m_model, this))
    , m_runner(new ActionRunner(console, this))
    , m_actions(new ConnectionActions(*m_runner, *m_model, this))
    , m_filter(new FilterBar(QueryList::Connections, u"filter"_s, u"count"_s, this))
    , m_view(new ConnectionsView(*m_proxy, this))
    , m_pages(new QStackedLayout)
    , m_showDetails(new QAction(this))
{
    m_model->setKeepsEnded(true);
    buildLayout();
    connectParts();
    retranslateUi();
}

ConnectionsPanel::~ConnectionsPanel() = default;

QAction *ConnectionsPanel::kickAction() const
{
    return m_actions->kick();
}

QAction *ConnectionsPanel::closeAction() const
{
    return m_actions->close();
}

QAction *ConnectionsPanel::closeAllAction() const
{
    return m_actions->closeAll();
}

QAction *ConnectionsPanel::pingAction() const
{
    return m_actions->ping();
}

QAction *ConnectionsPanel::copyAddressAction() const
{
    return m_actions->copyAddress();
}

void ConnectionsPanel::setEmptyState(QWidget *widget)
{
    delete m_emptyState;
    m_emptyState = widget;
    if (widget)
        m_pages->addWidget(widget);
    updateTexts();
}

void ConnectionsPanel::setWatching(bool on)
{
    m_isWatching = on;
    m_subscription = on ? m_api.subscribe({}) : nullptr;
    if (m_subscription) {
        connect(m_subscription.get(), &ConnectionsSubscription::reset, m_model, &ConnectionsModel::reset);
        connect(m_subscription.get(), &ConnectionsSubscription::changed, this, &ConnectionsPanel::apply);
    }
    m_model->setTicking(on && isVisible());
}

void ConnectionsPanel::activateFilter()
{
    m_filter->activate();
}

void ConnectionsPanel::activateList()
{
    m_view->setFocus(Qt::ShortcutFocusReason);
}

QString ConnectionsPanel::title() const
{
    return tr("Connections");
}

ActionTargets ConnectionsPanel::targets() const
{
    return {.connections = {m_selection.begin(), m_selection.end()}, .count = quint64(m_selection.size())};
}

QString ConnectionsPanel::selectionText() const
{
    if (m_selection.size() != 1)
        return m_selection.isEmpty() ? QString() : tr("%Ln selected", nullptr, int(m_selection.size()));
    const ConnectionRow *row = m_model->find(m_selection.constFirst());
    return row ? tr("%1 (#%2)", "user, number of the connection")
                     .arg(userInText(row->info.user), row->info.id.toString())
               : QString();
}

std::optional<ConnectionInfo> ConnectionsPanel::infoOf(ConnectionId id) const
{
    const ConnectionRow *row = m_model->find(id);
    return row ? std::optional(row->info) : std::nullopt;
}

QByteArray ConnectionsPanel::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    const KickChoice &kick = m_actions->lastKick();
    const QHeaderView *header = m_view->horizontalHeader();
    stream << StateMagic << StateVersion << m_view->saveColumns() << qint32(header->sortIndicatorSection())
           << (header->sortIndicatorOrder() == Qt::DescendingOrder) << kick.code << kick.reason;
    return state;
}

bool ConnectionsPanel::restoreState(const QByteArray &state)
{
    QDataStream stream(state);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 magic = 0;
    quint16 version = 0;
    QByteArray columns;
    qint32 sortColumn = 0;
    bool isDescending = false;
    KickChoice kick;
    stream >> magic >> version >> columns >> sortColumn >> isDescending >> kick.code >> kick.reason;
    if (stream.status() != QDataStream::Ok || magic != StateMagic || version != StateVersion ||
        sortColumn < 0 || sortColumn >= ConnectionColumnCount || !m_view->restoreColumns(columns))
        return false;
    m_view->sortByColumn(sortColumn, isDescending ? Qt::DescendingOrder : Qt::AscendingOrder);
    m_actions->setLastKick(kick);
    return true;
}

void ConnectionsPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslateUi();
    } else if (event->type() == QEvent::PaletteChange) {
        m_actions->makeIcons(palette());
    }
}

void ConnectionsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_model->setTicking(m_isWatching);
}

void ConnectionsPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_model->setTicking(false);
}

void ConnectionsPanel::buildLayout()
{
    m_view->setObjectName(u"connections"_s);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_filter);
    layout->addLayout(m_pages, 1);
    m_pages->addWidget(m_view);

    m_showDetails->setObjectName(u"showDetailsAction"_s);
    m_view->addAction(m_actions->kick());
    m_view->addAction(m_actions->copyAddress());
}

void ConnectionsPanel::connectParts()
{
    connect(m_runner, &ActionRunner::reported, this, &ConnectionsPanel::actionReported);
    connect(m_actions, &ConnectionActions::reported, this, &ConnectionsPanel::actionReported);
    m_actions->setMatchesLookup([this] { return filterMatches(); });

    m_filter->setKnownValues([this](QueryField field) { return valuesOf(field); });
    connect(m_filter, &FilterBar::queryChanged, this, &ConnectionsPanel::applyFilter);
    connect(m_filter, &FilterBar::leaveRequested, m_view, qOverload<>(&QWidget::setFocus));
    connect(m_view, &ConnectionsView::detailsRequested, m_showDetails, &QAction::trigger);
    connect(m_showDetails, &QAction::triggered, this, [this] {
        if (m_view->currentIndex().isValid())
            Q_EMIT detailsRequested(m_proxy->idAt(m_view->currentIndex().row()));
    });
    connect(m_view, &QWidget::customContextMenuRequested, this, &ConnectionsPanel::showContextMenu);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ConnectionsPanel::updateSelection);
    connect(m_proxy, &QAbstractItemModel::layoutChanged, this, &ConnectionsPanel::updateSelection);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &ConnectionsPanel::updateTexts);
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, &ConnectionsPanel::rememberSelection);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ConnectionsPanel::restoreSelection);
}

void ConnectionsPanel::apply(const ConnectionDelta &delta)
{
    m_model->apply(delta);
    restoreSelection();
    m_actions->refresh();
}

void ConnectionsPanel::applyFilter()
{
    m_proxy->setFilter(m_filter->query());
    updateSelection();
    updateTexts();
}

//! Returns the texts that connections have in \a field, each once, for completions.
QStringList ConnectionsPanel::valuesOf(QueryField field) const
{
    QSet<QString> values;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const ConnectionRow &connection = m_model->rowAt(row);
        const ConnectionQueryRow queried(connection.info, connection.activity, m_model->now());
        QueryRow::Texts texts;
        queried.appendTexts(field, texts);
        for (const QStringView text : texts) {
            if (!text.isEmpty())
                values.insert(text.toString());
        }
    }
    QStringList sorted(values.begin(), values.end());
    sorted.sort(Qt::CaseInsensitive);
    return sorted;
}

void ConnectionsPanel::rememberSelection()
{
    if (m_model->rowCount() == 0)
        return; // an earlier reset may still wait for its rows
    m_hasKept = true;
    m_keptSelection = m_selection;
    m_keptCurrent = m_proxy->idAt(m_view->currentIndex().row());
    m_keptScroll = m_view->verticalScrollBar()->value();
}

//! Restores the selection from before a reset of the model, as soon as there are rows.
void ConnectionsPanel::restoreSelection()
{
    if (m_hasKept && m_model->rowCount() > 0) {
        m_hasKept = false;
        std::vector<int> rows;
        for (const ConnectionId id : std::exchange(m_keptSelection, {})) {
            if (const int row = m_proxy->rowOf(id); row >= 0)
                rows.push_back(row);
        }
        std::ranges::sort(rows);
        QItemSelection again;
        for (const RowRange &range : rowRanges(rows)) {
            again.select(m_proxy->index(range.first, 0),
                         m_proxy->index(range.last, ConnectionColumnCount - 1));
        }
        if (const int current = m_proxy->rowOf(std::exchange(m_keptCurrent, {})); current >= 0)
            m_view->selectionModel()->setCurrentIndex(m_proxy->index(current, 0),
                                                      QItemSelectionModel::NoUpdate);
        m_view->selectionModel()->select(again, QItemSelectionModel::ClearAndSelect);
        m_view->verticalScrollBar()->setValue(m_keptScroll);
    }
    updateSelection();
}

void ConnectionsPanel::updateSelection()
{
    std::vector<int> rows;
    const QItemSelection ranges = m_view->selectionModel()->selection();
    for (const QItemSelectionRange &range : ranges) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.push_back(row);
    }
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    QList<ConnectionId> selection;
    selection.reserve(qsizetype(rows.size()));
    for (const int row : rows) {
        const ConnectionId id = m_proxy->idAt(row);
        const ConnectionRow *connection = m_model->find(id);
        if (connection && !connection->isEnded()) // nothing can be done to one that has ended
            selection += id;
    }

    const bool isChanged = selection != m_selection;
    if (isChanged) {
        m_selection = selection;
        updateActions();
    }
    updateTexts();
    if (isChanged) {
        Q_EMIT selectionChanged(m_selection);
        Q_EMIT targetsChanged();
    }
}

void ConnectionsPanel::setOtherTargets(const std::optional<ActionTargets> &targets)
{
    m_otherTargets = targets;
    updateActions();
}

//! Returns what the filter shows; nullopt if there is no filter, or another list is shown.
std::optional<ConnectionActions::Matches> ConnectionsPanel::filterMatches() const
{
    if (m_otherTargets || m_proxy->filter().isEmpty())
        return std::nullopt;
    ConnectionActions::Matches matches{m_filter->text(), {}};
    matches.connections.reserve(std::size_t(m_proxy->rowCount()));
    for (int row = 0; row < m_proxy->rowCount(); ++row)
        matches.connections.push_back(m_proxy->idAt(row));
    return matches;
}

void ConnectionsPanel::updateActions()
{
    m_actions->setTargets(m_otherTargets.value_or(targets()));
}

void ConnectionsPanel::explainEnd(ConnectionId id, const QString &why)
{
    m_model->explainEnd(id, why);
}

void ConnectionsPanel::updateTexts()
{
    const int total = m_model->openCount();
    const auto ended = int(
        std::ranges::count_if(m_model->ended(), [this](ConnectionId id) { return m_proxy->rowOf(id) >= 0; }));
    const int shown = m_proxy->rowCount() - ended;
    const QString count =
        m_proxy->filter().isEmpty()
            ? tr("%Ln connection(s)", nullptr, total)
            : tr("%1 of %2 shown").arg(Format::count(quint64(shown)), Format::count(quint64(total)));
    m_filter->setCount(count);
    setBadge(Format::count(quint64(total)));

    m_view->setPlaceholder(total > 0 ? tr("No connection matches the filter") : tr("No connections"));
    if (m_emptyState && m_model->rowCount() == 0)
        m_pages->setCurrentWidget(m_emptyState);
    else
        m_pages->setCurrentWidget(m_view);
}

void ConnectionsPanel::showContextMenu(QPoint at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_showDetails);
    menu->addSeparator();
    menu->addAction(m_actions->kick());
    menu->addAction(m_actions->close());
    menu->addSeparator();
    menu->addActions(moreActions());
    menu->addAction(m_actions->ping());
    menu->addAction(m_actions->copyAddress());
    menu->popup(m_view->viewport()->mapToGlobal(at));
}

void ConnectionsPanel::retranslateUi()
{
    m_filter->setTexts(
        {tr("Words, or user:alice room:lobby addr:10.0. latency>100ms queued>64KiB"),
         tr("Filter connections"),
         tr("Shows the connections for which every word is true. A plain word may be anywhere; - before a "
            "word "
            "negates it.\n"
            "user: room: path: agent: origin: protocol: listener: user:guest-* user=\"Ann Lee\"\n"
            "addr:10.0. addr:10.0.0.0/8 id:5 state:open state:closing re:\"^bot-\\d+$\"\n"
            "latency>100ms jitter idle>5min connected<1h queued>64KiB in>100 out bytes_in bytes_out dropped\n"
            "Ctrl+Space completes")});
    m_showDetails->setText(tr("&Details"));
    m_view->setAccessibleName(tr("Connections"));
    m_model->retranslate();
    m_actions->retranslateUi();
    updateTexts();
}

} // namespace signalbox
