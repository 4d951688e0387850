#pragma once

#include "turnclock.h"
#include "windowdriver.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>

//! Operates the window for a long time beside a flood of messages and connections that come and go, and reports
//! memory, turns and warnings of each minute.
class SoakScenario
{
public:
    static constexpr int Churning = 100; //!< connections at a time

    struct Plan
    {
        QString loadProgram;
        double minutes = 30;
        int connections = 2000; //!< that stay; Churning more come and go
        int rate = 10000;       //!< messages that the server receives a second; each is echoed
        double explainedMs = 0; //!< prints what turns do that use so much CPU time; 0: does not
    };

    //! \a window must outlive it.
    SoakScenario(signalbox::MainWindow &window, Plan plan);

    //! Returns the result for the JSON output; `warnings` counts what Qt has printed since the program began.
    QJsonObject run(const QString &url);

    //! Counts warnings of Qt from now on and still prints them.
    static void watchWarnings();

private:
    void start(QProcess &load, const QStringList &arguments);
    void operate(int step);
    void filterConnections(int step);
    void filterMessages(int step);
    void select(int step);

    WindowDriver m_driver;
    Plan m_plan;
    QProcess m_flood;
    QProcess m_churn;
    TurnClock m_clock;
    QJsonArray m_minutes;
};
