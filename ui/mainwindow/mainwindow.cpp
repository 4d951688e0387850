#include "ui/mainwindow/mainwindow.h"

#include "ui/composer/composer.h"
#include "ui/connections/connectionspanel.h"
#include "ui/dialogs/endconnectionsdialog.h"
#include "ui/mainwindow/addressbutton.h"
#include "ui/mainwindow/buttonkeys.h"
#include "ui/mainwindow/connecthelp.h"
#include "ui/mainwindow/emptystate.h"
#include "ui/mainwindow/listenbanner.h"
#include "ui/mainwindow/noticestrip.h"
#include "ui/mainwindow/statsbar.h"
#include "ui/mainwindow/upperpanes.h"
#include "ui/mainwindow/windowmenus.h"
#include "ui/messages/messagespanel.h"
#include "ui/messages/payloadpane.h"

#include <QAction>
#include <QCloseEvent>
#include <QDialog>
#include <QDialogButtonBox>
#include <QIcon>
#include <QLabel>
#include <QMessageBox>
#include <QRegularExpression>
#include <QSplitter>
#include <QStatusBar>
#include <QStatusTipEvent>
#include <QToolBar>
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
    splitter->setHandleWidth(7);
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
    , m_menus(new WindowMenus(this))
{
    initIcons();
    setWindowIcon(applicationIcon());
    m_languages.setLanguage(m_services.settings->value(QStringLiteral("language")).toString());
    m_menus->setLanguage(m_languages.language());

    buildPanels();
    buildToolBar();
    connectPanels();
    connectActions();
    connectConsole();
    new ButtonKeys(this);
    resize(1280, 800);
    restoreWindow(*m_services.settings, parts());
    m_saver = std::make_unique<WindowStateSaver>(m_services.settings, parts());
    updatePanes();
    applyStatus(m_console.control().status());
    retranslate();
}

MainWindow::~MainWindow()
{
    m_saver.reset();
    setWatching(false);
    // The panes change their actions when they are destroyed, after this destructor.
    for (const QAction *action : m_toolBar->actions())
        disconnect(action, nullptr, this, nullptr);
}

void MainWindow::buildPanels()
{
    m_upper = new UpperPanes(m_console, this);
    m_connections = &m_upper->connections();
    m_messages = new MessagesPanel(m_console.messages(), this);
    m_payload = new PayloadPane(this);
    m_composer = new Composer(m_console, this);
    m_empty = new EmptyState;
    m_connections->setEmptyState(m_empty);
    m_banner = new ListenBanner(this);

    m_side = makeSplitter(QStringLiteral("side"), Qt::Vertical, {m_payload, m_composer}, {200, 150});
    m_bottom = makeSplitter(QStringLiteral("bottom"), Qt::Horizontal, {m_messages, m_side}, {880, 380});
    m_rows = makeSplitter(QStringLiteral("rows"), Qt::Vertical, {m_upper, m_bottom}, {350, 350});

    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(8, 6, 8, 4);
    layout->setSpacing(6);
    layout->addWidget(m_banner);
    layout->addWidget(m_rows, 1);
    setCentralWidget(centre);

    m_notices = new NoticeStrip(this);
    m_stats = new StatsBar(this);
    statusBar()->addWidget(m_notices, 1);
    statusBar()->addPermanentWidget(m_stats);
}

void MainWindow::buildToolBar()
{
    m_toolBar = new QToolBar(this);
    m_toolBar->setObjectName(QStringLiteral("mainToolBar"));
    m_toolBar->setMovable(false);
    m_toolBar->setIconSize({18, 18});
    m_toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_toolBar->setContextMenuPolicy(Qt::PreventContextMenu);
    m_address = new AddressButton(m_toolBar);
    m_toolBar->addWidget(m_address);
    m_toolBar->addAction(m_menus->openPage());
    m_toolBar->addSeparator();
    m_toolBar->addActions(
        {m_connections->kickAction(), m_connections->closeAction(), m_connections->pingAction()});
    auto *space = new QWidget(m_toolBar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_toolBar->addWidget(space);
    m_toolBar->addAction(m_menus->startStop()); // apart from the others: it ends all connections
    for (QAction *action : m_toolBar->actions())
        connect(action, &QAction::changed, this, &MainWindow::nameToolButtons);
    addToolBar(m_toolBar);
    setContextMenuPolicy(Qt::NoContextMenu);
}

void MainWindow::connectPanels()
{
    m_upper->connectTo(*m_messages, *m_composer);
    connect(m_upper, &UpperPanes::actionReported, m_notices, &NoticeStrip::post);
    connect(m_upper, &UpperPanes::messageLogRequested, this,
            [this] { m_menus->showMessages()->setChecked(true); });
    connect(m_upper, &UpperPanes::composerRequested, this, [this] { m_menus->showSide()->setChecked(true); });
    connect(m_messages, &MessagesPanel::messageSelected, m_payload, &PayloadPane::showMessage);
    connect(m_messages, &MessagesPanel::cleared, m_payload, &PayloadPane::clear);
    connect(m_messages, &MessagesPanel::messageActivated, this, [this] {
        m_menus->showSide()->setChecked(true);
        m_payload->activate();
    });
    connect(m_payload, &PayloadPane::actionReported, m_notices, &NoticeStrip::post);
    connect(m_composer, &Composer::actionReported, m_notices, &NoticeStrip::post);
    connect(m_address, &AddressButton::copied, m_notices,
            [this](const QString &url) { m_notices->post(tr("Copied %1").arg(url)); });
    connect(m_empty, &EmptyState::copied, m_notices,
            [this](const QString &text) { m_notices->post(tr("Copied %1").arg(text)); });
    connect(m_empty, &EmptyState::openPageRequested, this, &MainWindow::openPage);
    connect(m_empty, &EmptyState::startRequested, this, [this] { start(m_listeners); });
    connect(m_banner, &ListenBanner::listenRequested, this, &MainWindow::listenInstead);
}

void MainWindow::connectActions()
{
    m_menus->setConnectionActions(QList<QAction *>{m_connections->kickAction(), m_connections->closeAction(),
                                                   m_connections->pingAction(),
                                                   m_connections->copyAddressAction()} +
                                      m_upper->roomActions(),
                                  m_connections->closeAllAction());
    m_menus->setPaneActions(m_upper->paneActions());
    m_menus->setMessageActions({m_messages->findAction(), m_messages->onlySelectedAction(),
                                m_messages->followAction(), m_messages->pauseAction(),
                                m_messages->clearAction()});
    connect(m_menus->startStop(), &QAction::triggered, this, &MainWindow::startOrStop);
    connect(m_menus->copyAddress(), &QAction::triggered, m_address, &QAbstractButton::click);
    connect(m_menus->openPage(), &QAction::triggered, this, &MainWindow::openPage);
    connect(m_menus->quit(), &QAction::triggered, this, &QWidget::close);
    connect(m_menus->writeMessage(), &QAction::triggered, this, [this] {
        m_menus->showSide()->setChecked(true);
        m_composer->focusText();
    });
    connect(m_menus->find(), &QAction::triggered, this, [this] {
        if (m_messages->isAncestorOf(focusWidget()))
            m_messages->findAction()->trigger();
        else
            m_upper->activateFilter();
    });
    connect(m_menus->showMessages(), &QAction::toggled, this, &MainWindow::updatePanes);
    connect(m_menus->showSide(), &QAction::toggled, this, &MainWindow::updatePanes);
    connect(m_menus->howToConnect(), &QAction::triggered, this, &MainWindow::showHowToConnect);
    connect(m_menus->about(), &QAction::triggered, this, &MainWindow::showAbout);
    connect(m_menus, &WindowMenus::languageChosen, this, &MainWindow::setLanguage);
}

void MainWindow::connectConsole()
{
    m_roomsDelay.setSingleShot(true);
    m_roomsDelay.setInterval(
        std::chrono::milliseconds(250)); // hundreds of rooms may be created and removed at once
    connect(&m_roomsDelay, &QTimer::timeout, this, &MainWindow::updateRooms);
    connect(&m_console.control(), &ServerControlApi::statusChanged, this, &MainWindow::applyStatus);
    connect(&m_console.control(), &ServerControlApi::startFailed, this,
            [this](const Error &error, const ListenFailures &failures) {
                QStringList taken = m_listeners.isEmpty() ? m_status.listeners : m_listeners;
                if (!m_status.adminListener.isEmpty())
                    taken += m_status.adminListener;
                m_banner->showFailure(error, failures, taken);
                applyStatus(m_console.control().status());
            });
}

WindowParts MainWindow::parts()
{
    return {this,
            m_connections,
            m_upper,
            m_messages,
            {m_rows, m_bottom, m_side},
            {m_menus->showMessages(), m_menus->showSide()}};
}

void MainWindow::setWatching(bool on)
{
    if (on == m_watching)
        return;
    m_watching = on;
    m_upper->setWatching(on);
    m_messages->setWatching(on);
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
    });
    connect(m_connectionsSubscription.get(), &ConnectionsSubscription::changed, this,
            [this](const ConnectionDelta &delta) {
                const bool haveRoomsChanged = m_roomCounts.apply(delta);
                if ((m_userCounts.apply(delta) || haveRoomsChanged) && !m_roomsDelay.isActive())
                    m_roomsDelay.start();
                if (m_stopDialog)
                    m_stopDialog->setConnections(int(m_roomCounts.count()));
            });
}

void MainWindow::applyStatus(const ServerStatus &status)
{
    m_status = status;
    const bool running = status.state == ServerState::Running;
    if (running && !status.adminFailure.isEmpty())
        m_banner->showAdminFailure(status.adminFailure);
    else if (running)
        m_banner->hide();
    if (!running && m_stopDialog)
        m_stopDialog->reject(); // stopped by something else
    m_address->setUrls(status.urls);
    m_empty->setStatus(status);
    m_composer->setServerRunning(running);
    m_stats->setState(status.state);
    m_menus->startStop()->setEnabled(status.state != ServerState::Draining);
    m_menus->copyAddress()->setEnabled(!status.urls.isEmpty());
    m_menus->openPage()->setEnabled(!status.pageUrls.isEmpty());
    retranslate();
}

void MainWindow::startOrStop()
{
    if (m_status.state != ServerState::Running)
        start(m_listeners);
    else if (m_roomCounts.count() > 0)
        askToStop();
    else
        m_console.control().stop();
}

void MainWindow::askToStop()
{
    m_stopDialog =
        new EndConnectionsDialog(EndConnectionsDialog::Purpose::StopServer, int(m_roomCounts.count()), this);
    m_stopDialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_stopDialog, &QDialog::accepted, this, [this] { m_console.control().stop(); });
    m_stopDialog->open();
}

void MainWindow::start(const QStringList &listeners)
{
    m_banner->hide();
    m_console.control().start(listeners);
}

void MainWindow::listenInstead(const QString &failed, const QString &listener)
{
    QStringList listeners = m_listeners.isEmpty() ? m_status.listeners : m_listeners;
    const qsizetype at = listeners.indexOf(failed);
    if (at >= 0)
        listeners[at] = listener;
    else
        listeners += listener;
    m_listeners = listeners;
    start(listeners);
}

void MainWindow::openPage()
{
    if (m_status.pageUrls.isEmpty())
        return;
    const QString page = m_status.pageUrls.first();
    m_notices->post(m_services.openUrl(QUrl(page)) ? tr("Opened %1 in the browser").arg(page)
                                                   : tr("No browser could be opened: visit %1").arg(page));
}

void MainWindow::updateRooms()
{
    m_composer->setRooms(m_roomCounts.names());
    m_composer->setUsers(m_userCounts.names());
    m_upper->setRooms(m_roomCounts.names());
}

void MainWindow::updatePanes()
{
    const bool messages = m_menus->showMessages()->isChecked();
    const bool side = m_menus->showSide()->isChecked();
    m_messages->setVisible(messages);
    m_side->setVisible(side);
    m_bottom->setVisible(messages || side);
}

void MainWindow::setLanguage(const QString &code)
{
    m_languages.setLanguage(code);
    m_menus->setLanguage(m_languages.language());
    m_services.settings->setValue(QStringLiteral("language"), m_languages.language());
}

void MainWindow::showHowToConnect()
{
    QDialog dialog(this);
    dialog.setWindowTitle(tr("How to connect"));
    auto *help = new ConnectHelp(&dialog);
    const QString url =
        m_status.urls.isEmpty() ? QStringLiteral("ws://127.0.0.1:8080/") : m_status.urls.first();
    help->setUrl(url);
    auto *headline = new QLabel(m_status.urls.isEmpty() ? tr("The server does not listen now. Once it does:")
                                                        : tr("Listening on %1 — connect with:").arg(url),
                                &dialog);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
    auto *layout = new QVBoxLayout(&dialog);
    layout->setSpacing(12);
    layout->addWidget(headline);
    layout->addWidget(help);
    layout->addWidget(buttons);
    dialog.setMinimumWidth(600);
    connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    connect(help, &ConnectHelp::openPageRequested, this, &MainWindow::openPage);
    connect(help, &ConnectHelp::copied, this,
            [this](const QString &text) { m_notices->post(tr("Copied %1").arg(text)); });
    dialog.exec();
}

void MainWindow::showAbout()
{
    QMessageBox::about(this, tr("About Signalbox"),
                       tr("<h3>Signalbox %1</h3><p>A WebSocket server with a control room.</p>"
                          "<p>Free software under the GNU General Public License, version 3 or later. "
                          "Built with Qt %2.</p>")
                           .arg(QStringLiteral(SIGNALBOX_VERSION), QString::fromLatin1(qVersion())));
}

void MainWindow::retranslate()
{
    nameToolButtons();
    m_menus->retranslate(m_status.state != ServerState::Stopped);
    m_toolBar->setWindowTitle(tr("Tools"));
    m_toolBar->setAccessibleName(tr("Tools"));
    const QString place = m_status.urls.isEmpty() ? tr("not listening") : m_status.urls.first();
    setWindowTitle(tr("Signalbox — %1").arg(place));
}

void MainWindow::nameToolButtons()
{
    // Qt does not remove the mnemonic "(S)" of Chinese menu texts from the texts of buttons.
    static const QRegularExpression Mnemonic(QStringLiteral("\\(&.\\)|&"));
    for (QAction *action : m_toolBar->actions()) {
        const QString name = action->text().remove(Mnemonic);
        if (action->iconText() != name)
            action->setIconText(name);
    }
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
    if (m_toolBar && (language || event->type() == QEvent::PaletteChange))
        retranslate();
}

} // namespace signalbox
