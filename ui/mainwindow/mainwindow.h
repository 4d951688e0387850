#pragma once

#include "core/console/console.h"
#include "ui/mainwindow/connectioncounts.h"
#include "ui/mainwindow/languagecontroller.h"
#include "ui/mainwindow/windowservices.h"
#include "ui/mainwindow/windowstate.h"
#include "ui/theme/theme.h"

#include <QMainWindow>
#include <QTimer>

#include <memory>

class QSplitter;

namespace signalbox {

class AdminPortLabel;
class BrokerBanner;
class Composer;
class ConnectionsPanel;
class DetailsPane;
class EmptyState;
class HeaderStrip;
class Inspector;
class ListenBanner;
class MainTabs;
class MessagesPanel;
class NoticeStrip;
class PayloadPane;
class ServerSwitch;
class StatsBar;
class WindowMenus;

//! The main window: puts the panels together. Accesses the server only through the console, which must outlive it.
//! Subscribed to the console from the moment it is shown until it is closed. Closing it does not stop the server; its
//! owner does that.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(Console &console, QWidget *parent = nullptr);
    MainWindow(Console &console, WindowServices services, QWidget *parent = nullptr);
    ~MainWindow() override;

    //! Changes the language at once and saves it in the settings.
    void setLanguage(const QString &code);
    //! Changes the colours at once and saves the choice in the settings.
    void setTheme(ThemeChoice choice);

protected:
    bool event(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildPanels();
    void buildLayout();
    void buildStatusBar();
    void buildMenus();
    void connectPanels();
    void connectInspector();
    void connectActions();
    WindowParts parts();
    void setWatching(bool on);
    void applyStatus();
    void applyCluster(const ClusterStatus &cluster);
    void openPage();
    static QString certificateText(const CertificateReload &result);
    void postCopied(const QString &text);
    void updateNames();
    void retranslate();

    Console &m_console;
    WindowServices m_services;
    ThemeController m_theme;
    LanguageController m_languages;
    ConnectionCounts m_roomCounts;
    ConnectionCounts m_userCounts{ConnectionCounts::By::User};
    QTimer m_namesDelay;
    bool m_watching = false;
    QString m_node; //!< name of this node; empty: there is no cluster
    std::unique_ptr<ConnectionsSubscription> m_connectionsSubscription; //!< null: not watching
    std::unique_ptr<StatsSubscription> m_statsSubscription;
    WindowMenus *m_menus = nullptr;
    HeaderStrip *m_header = nullptr;
    ListenBanner *m_banner = nullptr;
    BrokerBanner *m_brokerBanner = nullptr;
    ServerSwitch *m_server = nullptr;
    MainTabs *m_tabs = nullptr;
    DetailsPane *m_details = nullptr;
    MessagesPanel *m_messages = nullptr;
    PayloadPane *m_payload = nullptr;
    Composer *m_composer = nullptr;
    Inspector *m_inspector = nullptr;
    EmptyState *m_empty = nullptr;
    NoticeStrip *m_notices = nullptr;
    StatsBar *m_stats = nullptr;
    AdminPortLabel *m_adminPort = nullptr;
    QSplitter *m_rows = nullptr;    //!< lists above messages
    QSplitter *m_columns = nullptr; //!< both beside the inspector
    std::unique_ptr<WindowStateSaver> m_saver;
};

} // namespace signalbox
