#pragma once

#include "turnclock.h"
#include "windowdriver.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>

#include <functional>
#include <memory>

class QAbstractItemView;
class QHeaderView;
class QLineEdit;
class QWidget;

namespace signalbox {
class Console;
class ConnectionsSubscription;
class MessagesSubscription;
class StatsSubscription;
} // namespace signalbox

//! Operates the window while the server is under load, and measures how long the window takes for each step.
class OperatorScenario
{
public:
    struct Plan
    {
        QString loadProgram;
        int connections = 20000;
        int rate = 50000;       //!< messages that the server receives a second; each is echoed
        double seconds = 5;     //!< of each part
        double explainedMs = 0; //!< prints what turns do that use so much CPU time; 0: does not
        QString picture;        //!< file for a picture of the window; empty: none
    };

    //! \a console and \a window must outlive it.
    OperatorScenario(signalbox::Console &console, signalbox::MainWindow &window, Plan plan);

    //! Returns the result for the JSON output; it has the key "error" if not all connections were made.
    QJsonObject run(const QString &url);

private:
    //! What the console has reported since the last part began.
    struct Seen
    {
        quint64 logged = 0;
        quint64 leftOut = 0;
        quint64 changes = 0; //!< of connections
    };

    void watch();
    void measure(const QString &name, const std::function<void()> &prepare);
    bool measureUntil(const QString &name, quint64 connections, double maxSeconds);
    void addReport(const QString &name, const TurnClock::Report &report, double seconds);
    void timeConnections();
    void timeMessages();
    void timeUsers();
    void timeSorting(const QString &what, QAbstractItemView &view, QHeaderView &header);
    void timeFiltering(const QString &what, QAbstractItemView &view, QLineEdit &filter,
                       const QStringList &texts);
    //! Measures \a work together with the repaint of \a painted.
    void time(const QString &what, QWidget &painted, const std::function<void()> &work);
    void showPane(int number);

    signalbox::Console &m_console;
    WindowDriver m_driver;
    Plan m_plan;
    QProcess m_load;
    std::unique_ptr<signalbox::StatsSubscription> m_statsSubscription;
    std::unique_ptr<signalbox::MessagesSubscription> m_messagesSubscription;
    std::unique_ptr<signalbox::ConnectionsSubscription> m_connectionsSubscription;
    TurnClock m_clock;
    Seen m_seen;
    Seen m_all;
    quint64 m_connected = 0;
    quint64 m_messagesIn = 0;
    quint64 m_messagesInBefore = 0;
    QJsonArray m_parts;
    QJsonArray m_actions;
};
