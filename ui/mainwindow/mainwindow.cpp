#include "ui/mainwindow/mainwindow.h"

#include "ui/composer/composer.h"
#include "ui/connections/connectionspanel.h"
#include "ui/details/detailspane.h"
#include "ui/mainwindow/adminportlabel.h"
#include "ui/mainwindow/buttonkeys.h"
#include "ui/mainwindow/emptystate.h"
#include "ui/mainwindow/headerstrip.h"
#include "ui/mainwindow/helpdialogs.h"
#include "ui/mainwindow/inspector.h"
#include "ui/mainwindow/listenbanner.h"
#include "ui/mainwindow/maintabs.h"
#include "ui/mainwindow/noticestrip.h"
#include "ui/mainwindow/serverswitch.h"
#include "ui/mainwindow/statsbar.h"
#include "ui/mainwindow/windowmenus.h"
#include "ui/messages/messageactions.h"
#include "ui/messages/messagespanel.h"
#include "ui/messages/payloadpane.h"
#include "ui/nodes/brokerbanner.h"
#include "ui/theme/desktopscheme.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <QAction>
#include <QCloseEvent>
#include <QIcon>
#include <QSplitter>
#include <QStatusBar>
#include <QStatusTipEvent>
#include <QUrl>
#include <QVBoxLayout>

// Q_INIT_RESOURCE must be used outside of any namespace.
static void initIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace signalbox {

namespace {

constexpr int WideWindow = 1100; // pixels; a narrower one has less room for figures

QSplitter *makeSplitter(const QString &name, Qt::Orientation orientation, const QList<QWidget *> &panes,
                        const QList<int> &sizes)
{
    auto *splitter = new QSplitter(orientation);
    splitter->setObjectName(name);
    splitter->setChildrenCollapsible(false);
    for (qsizetype i = 0; i < panes.size(); ++i) {
        splitter->addWidget(panes[i]);
        splitter->setStretchFactor(int(i), sizes[i]);
    }
    splitter->setSizes(sizes);
    return splitter;
}

QIcon applicationIcon()
{
    QIcon icon;
    for (const int size : {16, 24, 32, 48, 64, 128, 256})
        icon.addFile(QStringLiteral(":/icons/signalbox-%1.png").arg(size), QSize(size, size));
    return icon;
}

} // namespace

MainWindow::MainWindow(Console &console, QWidget *parent)
    : MainWindow(console, WindowServices::ofDesktop(), parent)
{
}

MainWindow::MainWindow(Console &console, WindowServices services, QWidget *parent)
    : QMainWindow(parent)
    , m_console(console)
    , m_services(std::move(services))
    , m_theme(DesktopScheme::ofSession(nullptr))
    , m_menus(new WindowMenus(this))
{
    initIcons();
    setWindowIcon(applicationIcon());
    m_theme.setChoice(themeOfKey(m_services.settings->value(QStringLiteral("theme")).toString()));
    m_menus->setTheme(m_theme.choice());
    m_languages.setLanguage(m_services.settings->value(QStringLiteral("language")).toString());
    m_menus->setLanguage(m_languages.language());

    buildPanels();
    buildLayout();
    buildStatusBar();
    buildMenus();
    connectPanels();
    connectInspector();
    connectActions();
    new ButtonKeys(this);
    constexpr QSize Roomy(1280, 800);
    resize(m_services.availableSize ? Roomy.boundedTo(m_services.availableSize(*this)) : Roomy);
    restoreWindow(*m_services.settings, parts());
    m_saver = std::make_unique<WindowStateSaver>(m_services.settings, parts());
    applyStatus();
}

MainWindow::~MainWindow()
{
    m_saver.reset();
    setWatching(false);
}

void MainWindow::buildPanels()
{
    m_header = new HeaderStrip(m_menus->openPage(), m_menus->startStop(), this);
    m_banner = new ListenBanner(this);
    m_brokerBanner = new BrokerBanner(this);
    m_server = new ServerSwitch(m_console.control(), m_banner, this);
    m_tabs = new MainTabs(m_console, this);
    m_messages = new MessagesPanel(m_console.messages(), this);
    m_payload = new PayloadPane(this);
    m_composer = new Composer(m_console, this);
    m_composer->setRunner(&m_tabs->connections().runner());
    m_details = new DetailsPane(m_console.connections(), m_tabs->connections().model(), this);
    m_inspector = new Inspector(m_details, m_payload, m_composer, this);
    m_empty = new EmptyState;
    m_tabs->connections().setEmptyState(m_empty);
}

void MainWindow::buildLayout()
{
    m_rows = makeSplitter(QStringLiteral("rows"), Qt::Vertical, {m_tabs, m_messages}, {350, 350});
    m_columns = makeSplitter(QStringLiteral("columns"), Qt::Horizontal, {m_rows, m_inspector}, {892, 388});

    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_banner);
    layout->addWidget(m_brokerBanner);
    layout->addWidget(m_columns, 1);
    setCentralWidget(centre);
    setContextMenuPolicy(Qt::NoContextMenu);
}

void MainWindow::buildStatusBar()
{
    m_stats = new StatsBar(this);
    m_notices = new NoticeStrip(this);
    m_adminPort = new AdminPortLabel(this);
    statusBar()->addWidget(m_stats);
    statusBar()->addWidget(m_notices, 1);
    statusBar()->addPermanentWidget(m_adminPort);
}

void MainWindow::buildMenus()
{
    m_menus->setConnectionActions(m_tabs->selectionActions(), m_tabs->connections().closeAllAction());
    m_menus->setPaneActions(m_tabs->paneActions(), m_inspector->pageActions());
    m_menus->setMessageActions(m_messages->actions().inMenu());
}

void MainWindow::connectPanels()
{
    m_tabs->connectTo(*m_messages, *m_composer);
    connect(m_tabs, &MainTabs::actionReported, m_notices, &NoticeStrip::post);
    connect(m_tabs, &MainTabs::clusterChanged, this, &MainWindow::applyCluster);
    connect(m_tabs, &MainTabs::messageLogRequested, this,
            [this] { m_menus->showMessages()->setChecked(true); });
    connect(m_messages, &MessagesPanel::actionReported, m_notices, &NoticeStrip::post);
    connect(m_messages, &MessagesPanel::resendRequested, m_composer, &Composer::sendAgain);
    connect(m_messages, &MessagesPanel::cleared, m_payload, &PayloadPane::clear);
    connect(m_payload, &PayloadPane::actionReported, m_notices, &NoticeStrip::post);
    connect(m_composer, &Composer::actionReported, m_notices, &NoticeStrip::post);
    connect(m_header, &HeaderStrip::copied, this, &MainWindow::postCopied);
    connect(m_empty, &EmptyState::copied, this, &MainWindow::postCopied);
    connect(m_empty, &EmptyState::openPageRequested, this, &MainWindow::openPage);
    connect(m_empty, &EmptyState::startRequested, m_server, [this] { m_server->start(); });
    connect(m_server, &ServerSwitch::changed, this, &MainWindow::applyStatus);

    m_namesDelay.setSingleShot(true);
    m_namesDelay.setInterval(
        std::chrono::milliseconds(250)); // hundreds of rooms may be created and removed at once
    connect(&m_namesDelay, &QTimer::timeout, this, &MainWindow::updateNames);
}

//! Selecting shows something in the inspector, unless the user writes a message; Return leads to it.
void MainWindow::connectInspector()
{
    const auto reveal = [this](Inspector::Page page) {
        m_menus->showInspector()->setChecked(true);
        m_inspector->showPage(page);
    };
    connect(&m_tabs->connections(), &ConnectionsPanel::selectionChanged, m_details,
            &DetailsPane::setConnections);
    connect(m_tabs, &MainTabs::connectionSelected, m_details, [this](ConnectionId id) {
        m_details->setConnections({id});
        if (m_tabs->isAncestorOf(focusWidget()))
            m_inspector->offerPage(Inspector::Page::Details);
    });
    connect(m_tabs, &MainTabs::factsSelected, m_details, [this](const FactSheet &sheet) {
        m_details->showFacts(sheet);
        if (m_tabs->isAncestorOf(focusWidget()))
            m_inspector->offerPage(Inspector::Page::Details);
    });
    connect(m_tabs, &MainTabs::detailsRequested, m_details, [this, reveal](ConnectionId id) {
        m_details->setConnections({id});
        reveal(Inspector::Page::Details);
        m_details->setFocus(Qt::ShortcutFocusReason);
    });
    connect(m_details, &DetailsPane::banRequested, m_tabs, &MainTabs::askToBan);
    connect(m_tabs, &MainTabs::composerRequested, this, [reveal] { reveal(Inspector::Page::Send); });
    connect(m_messages, &MessagesPanel::messageSelected, m_payload, [this](const MessageRow &row) {
        m_payload->showMessage(row);
        m_inspector->offerPage(Inspector::Page::Payload);
    });
    connect(m_messages, &MessagesPanel::messageActivated, this, [this, reveal] {
        reveal(Inspector::Page::Payload);
        m_payload->activate();
    });
    connect(m_messages, &MessagesPanel::editRequested, this, [this, reveal](const Send &message) {
        reveal(Inspector::Page::Send);
        m_composer->edit(message);
    });
    connect(m_menus->writeMessage(), &QAction::triggered, this, [this, reveal] {
        reveal(Inspector::Page::Send);
        m_composer->focusText();
    });
    const QList<QAction *> pages = m_inspector->pageActions();
    connect(pages[int(Inspector::Page::Details)], &QAction::triggered, m_details, [this, reveal] {
        reveal(Inspector::Page::Details);
        m_details->setFocus(Qt::ShortcutFocusReason);
    });
    connect(pages[int(Inspector::Page::Payload)], &QAction::triggered, this, [this, reveal] {
        reveal(Inspector::Page::Payload);
        m_payload->activate();
    });
    connect(pages[int(Inspector::Page::Send)], &QAction::triggered, m_menus->writeMessage(),
            &QAction::trigger);
}

void MainWindow::connectActions()
{
    connect(m_menus->startStop(), &QAction::triggered, m_server, &ServerSwitch::toggle);
    connect(m_menus->copyAddress(), &QAction::triggered, m_header, &HeaderStrip::copyAddress);
    connect(m_menus->openPage(), &QAction::triggered, this, &MainWindow::openPage);
    connect(m_menus->reloadCertificates(), &QAction::triggered, this,
            [this] { m_console.control().reloadCertificates(); });
    connect(&m_console.control(), &ServerControlApi::certificatesReloaded, this,
            [this](const CertificateReload &result) { m_notices->post(certificateText(result)); });
    connect(m_menus->quit(), &QAction::triggered, this, &QWidget::close);
    connect(m_menus->find(), &QAction::triggered, this, [this] {
        if (m_messages->isAncestorOf(focusWidget()))
            m_messages->activateFilter();
        else
            m_tabs->activateFilter();
    });
    connect(m_menus->showMessages(), &QAction::toggled, m_messages, &QWidget::setVisible);
    connect(m_menus->showInspector(), &QAction::toggled, m_inspector, &QWidget::setVisible);
    connect(m_menus->howToConnect(), &QAction::triggered, this, [this] {
        showHowToConnect(this, m_server->status(),
                         {.copied = [this](const QString &text) { postCopied(text); },
                          .openPage = [this] { openPage(); }});
    });
    connect(m_menus->about(), &QAction::triggered, this, [this] { showAbout(this); });
    connect(m_menus, &WindowMenus::languageChosen, this, &MainWindow::setLanguage);
    connect(m_menus, &WindowMenus::themeChosen, this, &MainWindow::setTheme);
}

WindowParts MainWindow::parts()
{
    return {this,
            m_tabs,
            m_messages,
            m_inspector,
            m_payload,
            {m_rows, m_columns},
            {m_menus->showMessages(), m_menus->showInspector()}};
}

void MainWindow::setWatching(bool on)
{
    if (on == m_watching)
        return;
    m_watching = on;
    m_tabs->setWatching(on);
    m_messages->setWatching(on);
    m_details->setWatching(on);
    m_statsSubscription = on ? m_console.control().subscribeStats({}) : nullptr;
    m_connectionsSubscription = on ? m_console.connections().subscribe({}) : nullptr;
    if (!on)
        return;
    connect(m_statsSubscription.get(), &StatsSubscription::measured, m_stats,
            [this](const ServerStats &stats) {
                m_stats->addStats(stats);
                m_empty->setAccepted(stats.accepted);
            });
    connect(m_connectionsSubscription.get(), &ConnectionsSubscription::reset, this, [this] {
        m_roomCounts.clear();
        m_userCounts.clear();
        m_namesDelay.start();
    });
    connect(m_connectionsSubscription.get(), &ConnectionsSubscription::changed, this,
            [this](const ConnectionDelta &delta) {
                const bool haveRoomsChanged = m_roomCounts.apply(delta);
                if ((m_userCounts.apply(delta) || haveRoomsChanged) && !m_namesDelay.isActive())
                    m_namesDelay.start();
                m_server->setConnections(m_roomCounts.count());
            });
}

void MainWindow::applyStatus()
{
    const ServerStatus &status = m_server->status();
    m_header->setStatus(status, m_server->hasFailed());
    m_empty->setStatus(status);
    m_composer->setServerRunning(status.state == ServerState::Running);
    m_adminPort->setStatus(status);
    if (status.state == ServerState::Stopped)
        m_stats->clear();
    m_menus->startStop()->setEnabled(status.state != ServerState::Draining);
    m_menus->copyAddress()->setEnabled(!status.urls.isEmpty());
    m_menus->reloadCertificates()->setEnabled(!status.urls.isEmpty() &&
                                              status.urls.first().startsWith(u"wss:"));
    m_menus->openPage()->setEnabled(!status.pageUrls.isEmpty());
    retranslate();
}

void MainWindow::applyCluster(const ClusterStatus &cluster)
{
    m_brokerBanner->setStatus(cluster);
    if (cluster.node == m_node)
        return;
    m_node = cluster.node;
    m_header->setNode(m_node);
    retranslate();
}

void MainWindow::openPage()
{
    if (m_server->status().pageUrls.isEmpty())
        return;
    const QString page = m_server->status().pageUrls.first();
    m_notices->post(m_services.openUrl(QUrl(page)) ? tr("Opened %1 in the browser").arg(page)
                                                   : tr("No browser could be opened: visit %1").arg(page));
}

QString MainWindow::certificateText(const CertificateReload &result)
{
    if (!result.failure.isEmpty())
        return tr("Certificates not reloaded: %1").arg(visibleText(result.failure, PeerTextKind::Line));
    const QString until = Format::dateTime(result.validUntil);
    return result.changed.isEmpty() ? tr("The certificates have not changed, valid until %1").arg(until)
                                    : tr("New certificates in use, valid until %1").arg(until);
}

void MainWindow::postCopied(const QString &text)
{
    m_notices->post(tr("Copied %1").arg(text));
}

void MainWindow::updateNames()
{
    m_composer->setRooms(m_roomCounts.names());
    m_composer->setUsers(m_userCounts.names());
    m_tabs->setRooms(m_roomCounts.names(), quint64(m_roomCounts.nameCount()));
}

void MainWindow::setLanguage(const QString &code)
{
    m_languages.setLanguage(code);
    m_menus->setLanguage(m_languages.language());
    m_services.settings->setValue(QStringLiteral("language"), m_languages.language());
}

void MainWindow::setTheme(ThemeChoice choice)
{
    m_theme.setChoice(choice);
    m_menus->setTheme(choice);
    m_services.settings->setValue(QStringLiteral("theme"), themeKey(choice));
}

void MainWindow::retranslate()
{
    const ServerStatus &status = m_server->status();
    m_menus->retranslate(status.state != ServerState::Stopped);
    const QString place = status.urls.isEmpty() ? tr("not listening") : status.urls.first();
    setWindowTitle(m_node.isEmpty() ? tr("Signalbox — %1").arg(place)
                                    : tr("Signalbox — %1 — %2").arg(nameInText(m_node), place));
}

bool MainWindow::event(QEvent *event)
{
    if (event->type() == QEvent::StatusTip) {
        // QStatusBar would hide the outcome of the last action while the mouse rests on a button.
        m_notices->setHint(static_cast<QStatusTipEvent *>(event)->tip());
        return true;
    }
    return QMainWindow::event(event);
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    setWatching(true);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_roomCounts.count() > 0 && !m_services.confirmClose(this, m_roomCounts.count())) {
        event->ignore();
        return;
    }
    m_saver->save();
    setWatching(false);
    event->accept();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_stats->setCompact(width() < WideWindow);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    const bool language = event->type() == QEvent::LanguageChange;
    // The first of these events arrive during construction.
    if (m_saver && (language || event->type() == QEvent::PaletteChange))
        retranslate();
}

} // namespace signalbox
