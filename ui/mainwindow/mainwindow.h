#pragma once

#include "core/console/console.h"
#include "ui/mainwindow/connectioncounts.h"
#include "ui/mainwindow/languagecontroller.h"
#include "ui/mainwindow/windowservices.h"
#include "ui/mainwindow/windowstate.h"

#include <QMainWindow>
#include <QPointer>
#include <QTimer>

#include <memory>

class QSplitter;

namespace signalbox {

class AddressButton;
class Composer;
class ConnectionsPanel;
class EmptyState;
class EndConnectionsDialog;
class ListenBanner;
class MessagesPanel;
class NoticeStrip;
class PayloadPane;
class StatsBar;
class UpperPanes;
class WindowMenus;

//! The main window. Accesses the server only through the console, which must outlive it. Subscribed to the
//! console from the moment it is shown until it is closed. Closing it does not stop the server; its owner
//! does that.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(Console &console, QWidget *parent = nullptr);
    MainWindow(Console &console, WindowServices services, QWidget *parent = nullptr);
    ~MainWindow() override;

    //! Changes the language at once and saves it in the settings.
    void setLanguage(const QString &code);

protected:
    bool event(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildPanels();
    void buildToolBar();
    void connectPanels();
    void connectActions();
    void connectConsole();
    WindowParts parts();
    void setWatching(bool on);
    void applyStatus(const ServerStatus &status);
    void startOrStop();
    void askToStop();
    void start(const QStringList &listeners);
    void listenInstead(const QString &failed, const QString &listener);
    void openPage();
    void updateRooms();
    void updatePanes();
    void showHowToConnect();
    void showAbout();
    void retranslate();
    void nameToolButtons();

    Console &m_console;
    WindowServices m_services;
    LanguageController m_languages;
    ConnectionCounts m_roomCounts;
    ConnectionCounts m_userCounts{ConnectionCounts::By::User};
    ServerStatus m_status;
    QStringList m_listeners; //!< passed to start(); empty: as configured
    QTimer m_roomsDelay;
    QPointer<EndConnectionsDialog> m_stopDialog; //!< null: not open
    bool m_watching = false;
    std::unique_ptr<ConnectionsSubscription> m_connectionsSubscription; //!< null: not watching
    std::unique_ptr<StatsSubscription> m_statsSubscription;
    WindowMenus *m_menus = nullptr;
    QToolBar *m_toolBar = nullptr;
    AddressButton *m_address = nullptr;
    ListenBanner *m_banner = nullptr;
    UpperPanes *m_upper = nullptr;
    ConnectionsPanel *m_connections = nullptr; //!< in m_upper
    MessagesPanel *m_messages = nullptr;
    PayloadPane *m_payload = nullptr;
    Composer *m_composer = nullptr;
    EmptyState *m_empty = nullptr;
    NoticeStrip *m_notices = nullptr;
    StatsBar *m_stats = nullptr;
    QSplitter *m_rows = nullptr;   //!< connections, rooms and users above messages
    QSplitter *m_bottom = nullptr; //!< message log beside payload and composer
    QSplitter *m_side = nullptr;   //!< payload above composer
    std::unique_ptr<WindowStateSaver> m_saver;
};

} // namespace signalbox
