#include "ui/mainwindow/maintabs.h"

#include "ui/bans/banactions.h"
#include "ui/bans/banspanel.h"
#include "ui/closed/closedpanel.h"
#include "ui/closed/verdicttext.h"
#include "ui/composer/composer.h"
#include "ui/connections/actionstrips.h"
#include "ui/connections/connectionspanel.h"
#include "ui/events/eventspanel.h"
#include "ui/mainwindow/selectionbar.h"
#include "ui/messages/messagespanel.h"
#include "ui/nodes/nodespanel.h"
#include "ui/rooms/roomactions.h"
#include "ui/rooms/roomspanel.h"
#include "ui/rooms/userspanel.h"
#include "ui/theme/tabs.h"

#include <QAbstractItemView>
#include <QAction>
#include <QEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

MainTabs::MainTabs(Console &console, QWidget *parent)
    : QWidget(parent)
    , m_tabs(new Tabs(this))
    , m_bar(new SelectionBar(this))
    , m_connections(new ConnectionsPanel(console, this))
    , m_rooms(new RoomsPanel(console, this))
    , m_users(new UsersPanel(console, this))
    , m_closed(new ClosedPanel(console.connections(), this))
    , m_events(new EventsPanel(console.control(), this))
    , m_banActions(new BanActions(console, m_connections->model(), this))
    , m_bans(new BansPanel(console.bans(), *m_banActions, this))
    , m_nodes(new NodesPanel(console.nodes(), this))
    , m_roomActions(new RoomActions(m_connections->runner(), this))
    , m_write(new QAction(this))
    , m_follow(new QAction(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(m_bar);
    layout->addWidget(new ActionStrips(m_connections->runner(), this));
    m_write->setObjectName(u"writeToSelectedAction"_s);
    m_follow->setObjectName(u"followSelectedAction"_s);

    for (ListPane *pane : {static_cast<ListPane *>(m_connections), static_cast<ListPane *>(m_rooms),
                           static_cast<ListPane *>(m_users), static_cast<ListPane *>(m_closed),
                           static_cast<ListPane *>(m_events), static_cast<ListPane *>(m_bans),
                           static_cast<ListPane *>(m_nodes)})
        addPane(pane);
    connectConnections();
    connectBans();
    connectNodes();
    connect(m_closed, &ClosedPanel::actionReported, this, &MainTabs::actionReported);
    connect(m_events, &EventsPanel::actionReported, this, &MainTabs::actionReported);
    connect(m_closed, &ClosedPanel::factsSelected, this, &MainTabs::factsSelected);
    connect(m_events, &EventsPanel::factsSelected, this, &MainTabs::factsSelected);
    connect(m_closed, &ClosedPanel::ended, m_connections, [this](const ClosedBatch &batch) {
        for (const ClosedConnection &connection : batch.closed) {
            if (connection.verdict.kind != VerdictKind::Unknown)
                m_connections->explainEnd(connection.info.id, VerdictText::of(connection.verdict));
        }
    });
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        updateTargets();
        Q_EMIT currentPaneChanged();
    });
    connect(m_bar, &SelectionBar::appeared, this, &MainTabs::keepCurrentVisible);
    updateTargets();
    retranslate();
}

MainTabs::~MainTabs()
{
    // Removing the tabs one by one changes the current one.
    disconnect(m_tabs, &QTabWidget::currentChanged, this, nullptr);
}

void MainTabs::addPane(ListPane *pane)
{
    const int index = m_tabs->addTab(pane, QString());
    auto *show = new QAction(this);
    show->setObjectName(u"showPane%1"_s.arg(index + 1));
    show->setShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + index)));
    connect(show, &QAction::triggered, this, [this, pane] {
        m_tabs->setCurrentWidget(pane);
        pane->activateList();
    });
    connect(pane, &ListPane::badgeChanged, this,
            [this, pane, index] { m_tabs->row().setBadge(index, pane->badge()); });
    connect(pane, &ListPane::targetsChanged, this, &MainTabs::updateTargets);
    m_tabs->row().setBadge(index, pane->badge());
    m_show += show;
    m_panes += pane;
}

void MainTabs::connectConnections()
{
    const QList<QAction *> roomActions{m_roomActions->putIn(), m_roomActions->takeOut()};
    const QList<QAction *> common{m_connections->pingAction(), m_connections->closeAction(),
                                  m_connections->kickAction()};
    const QList<QAction *> ban{m_banActions->ban()};
    const QList<QAction *> revoke{m_banActions->revoke()};
    m_connections->setMoreActions(QList{m_follow} + ban + revoke + roomActions);
    m_connections->setBarActions(QList{m_follow, m_write} + common + ban,
                                 roomActions + QList{m_connections->copyAddressAction()});
    connect(m_connections, &ConnectionsPanel::actionReported, this, &MainTabs::actionReported);
    connect(m_connections, &ConnectionsPanel::detailsRequested, this, &MainTabs::detailsRequested);
    for (GroupPage *page : {static_cast<GroupPage *>(m_rooms), static_cast<GroupPage *>(m_users)}) {
        page->addMenuActions(
            QList{m_connections->kickAction(), m_connections->closeAction(), m_connections->pingAction()} +
            ban + (page == m_users ? revoke : QList<QAction *>()) + roomActions);
        // A room cannot be banned.
        page->setBarActions(QList{&page->messagesAction(), &page->writeAction()} + common +
                                (page == m_users ? ban : QList<QAction *>()),
                            roomActions);
        connect(page, &GroupPage::detailsRequested, this, &MainTabs::detailsRequested);
    }
}

void MainTabs::connectBans()
{
    for (ListPane *pane : {static_cast<ListPane *>(m_closed), static_cast<ListPane *>(m_events)}) {
        pane->setMoreActions({m_banActions->ban(), m_banActions->revoke()});
        pane->setBarActions(pane->barActions() + QList{m_banActions->ban()});
    }
    connect(m_banActions, &BanActions::reported, this, &MainTabs::actionReported);
    connect(m_bans, &BansPanel::actionReported, this, &MainTabs::actionReported);
    connect(m_bans, &BansPanel::factsSelected, this, &MainTabs::factsSelected);
}

void MainTabs::connectNodes()
{
    showNodes(false);
    connect(m_nodes, &NodesPanel::actionReported, this, &MainTabs::actionReported);
    connect(m_nodes, &NodesPanel::factsSelected, this, &MainTabs::factsSelected);
    connect(m_nodes, &NodesPanel::clusterChanged, this, [this](const ClusterStatus &cluster) {
        showNodes(cluster.isInCluster());
        Q_EMIT clusterChanged(cluster);
    });
}

void MainTabs::showNodes(bool on)
{
    const int index = int(m_panes.indexOf(m_nodes));
    m_show[index]->setVisible(on);
    m_show[index]->setEnabled(on);
    if (on == m_tabs->isTabVisible(index))
        return;
    m_tabs->setTabVisible(index, on);
    if (on && std::exchange(m_wantsNodes, false))
        m_tabs->setCurrentIndex(index);
}

QList<QAction *> MainTabs::selectionActions() const
{
    return {m_follow,
            m_write,
            m_connections->kickAction(),
            m_banActions->ban(),
            m_connections->closeAction(),
            m_connections->pingAction(),
            m_connections->copyAddressAction(),
            m_roomActions->putIn(),
            m_roomActions->takeOut()};
}

ListPane *MainTabs::visiblePane() const
{
    return m_panes.value(m_tabs->currentIndex());
}

QString MainTabs::currentPane() const
{
    return visiblePane()->name();
}

void MainTabs::setCurrentPane(const QString &name)
{
    const auto pane = std::ranges::find(m_panes, name, &ListPane::name);
    if (pane == m_panes.end())
        return;
    m_wantsNodes = *pane == m_nodes && !m_tabs->isTabVisible(m_tabs->indexOf(m_nodes));
    if (!m_wantsNodes)
        m_tabs->setCurrentWidget(*pane);
}

//! The actions apply to what is selected in the visible list.
void MainTabs::updateTargets()
{
    const ListPane *pane = visiblePane();
    const ActionTargets targets = pane->targets();
    m_connections->setOtherTargets(pane == m_connections ? std::nullopt : std::optional(targets));
    m_roomActions->setTargets(targets);
    m_banActions->setSelection(targets, pane->banSubject());
    m_write->setEnabled(pane == m_connections && !targets.isEmpty());
    m_follow->setEnabled(m_write->isEnabled());
    explainActions();
    m_bar->setActions(pane->barActions(), pane->moreBarActions());
    m_bar->setSelection(pane->selectionText());

    const bool isOne = targets.connections.size() == 1 && !targets.hasGroups();
    const auto one = isOne ? std::optional(targets.connections.front()) : std::nullopt;
    if (one != m_onlyOne) {
        m_onlyOne = one;
        if (one)
            Q_EMIT connectionSelected(*one);
    }
}

void MainTabs::explainActions()
{
    m_write->setText(tr("&Write"));
    m_write->setToolTip(m_write->isEnabled() ? tr("Write a message to the selected connections")
                                             : tr("Select one or more connections first"));
    m_write->setStatusTip(m_write->toolTip());
    m_follow->setText(tr("&Follow"));
    m_follow->setToolTip(
        m_follow->isEnabled()
            ? tr("Show every message of the selected connections, both ways, and nothing else")
            : tr("Select one or more connections first"));
    m_follow->setStatusTip(m_follow->toolTip());
}

void MainTabs::keepCurrentVisible()
{
    layout()->activate();
    auto *view = visiblePane()->findChild<QAbstractItemView *>(visiblePane()->name());
    if (view && view->currentIndex().isValid())
        view->scrollTo(view->currentIndex());
}

void MainTabs::setWatching(bool on)
{
    for (ListPane *pane : std::as_const(m_panes))
        pane->setWatching(on);
}

void MainTabs::activateFilter()
{
    visiblePane()->activateFilter();
}

void MainTabs::setRooms(const QStringList &rooms, quint64 count)
{
    m_roomActions->setRooms(rooms);
    m_rooms->setOccupiedRooms(count);
}

void MainTabs::askToBan(const BanSubject &subject)
{
    m_banActions->ask(subject);
}

void MainTabs::connectTo(MessagesPanel &messages, Composer &composer)
{
    connect(m_connections, &ConnectionsPanel::selectionChanged, &messages,
            &MessagesPanel::setSelectedConnections);
    connect(m_connections, &ConnectionsPanel::selectionChanged, &composer, &Composer::setSelectedConnections);
    connect(m_write, &QAction::triggered, &composer, [this, &composer] {
        Q_EMIT composerRequested();
        composer.setTarget(Composer::Target::Selected);
        composer.focusText();
    });
    connect(m_follow, &QAction::triggered, &messages, [this, &messages] {
        Q_EMIT messageLogRequested();
        const QList<ConnectionId> ids = m_connections->selection();
        const auto only = ids.size() == 1 ? m_connections->infoOf(ids.front()) : std::nullopt;
        messages.followConnections(ids, only ? only->user : QString());
    });
    const auto showLog = [this, &messages](const QString &filter) {
        Q_EMIT messageLogRequested();
        messages.setFilter(filter);
    };
    const auto writeToUser = [this, &composer](const QString &user) {
        Q_EMIT composerRequested();
        composer.writeToUser(user);
    };
    connect(m_rooms, &RoomsPanel::messagesRequested, &messages, showLog);
    connect(m_users, &UsersPanel::messagesRequested, &messages, showLog);
    connect(m_closed, &ClosedPanel::messagesRequested, &messages, showLog);
    connect(m_events, &EventsPanel::messagesRequested, &messages, showLog);
    connect(m_closed, &ClosedPanel::writeToUserRequested, &composer, writeToUser);
    connect(m_rooms, &RoomsPanel::writeToUserRequested, &composer, writeToUser);
    connect(m_users, &UsersPanel::writeToUserRequested, &composer, writeToUser);
    connect(m_rooms, &RoomsPanel::writeToRoomRequested, &composer, [this, &composer](const QString &room) {
        Q_EMIT composerRequested();
        composer.writeToRoom(room);
    });
}

void MainTabs::retranslate()
{
    for (int i = 0; i < m_panes.size(); ++i) {
        m_tabs->setTabText(i, m_panes[i]->title());
        m_tabs->setTabToolTip(i, m_show[i]->shortcut().toString(QKeySequence::NativeText));
        m_show[i]->setText(m_panes[i]->title());
    }
    m_tabs->row().setAccessibleName(tr("Lists"));
    explainActions();
    m_roomActions->retranslateUi();
    m_banActions->retranslateUi();
    m_bar->setSelection(visiblePane()->selectionText());
}

void MainTabs::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        m_banActions->makeIcons();
}

} // namespace signalbox
