#include "soakscenario.h"

#include "core/observe/processreading.h"
#include "ui/connections/connectioncolumns.h"
#include "ui/messages/messagespanel.h"
#include "ui/messages/messagetable.h"

#include <QAbstractButton>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QLineEdit>
#include <QStringList>
#include <QTableView>

#include <atomic>
#include <cstdio>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr double StepSeconds = 0.5;
constexpr int Panes = 5; // Connections, Rooms, Users, Closed, Events
constexpr int Actions = 6;

std::atomic<int> warnings{0};

void countWarning(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    if (type != QtDebugMsg && type != QtInfoMsg)
        ++warnings;
    std::fprintf(stderr, "%s\n", qPrintable(text));
}

} // namespace

SoakScenario::SoakScenario(MainWindow &window, Plan plan)
    : m_driver(window)
    , m_plan(std::move(plan))
{
}

void SoakScenario::watchWarnings()
{
    qInstallMessageHandler(countWarning);
}

QJsonObject SoakScenario::run(const QString &url)
{
    const QString forever = QString::number(qint64(m_plan.minutes * 60) + 600); // killed at the end
    start(m_flood,
          {u"echo"_s, url + "echo"_L1, u"--connections"_s, QString::number(m_plan.connections), u"--rate"_s,
           QString::number(m_plan.rate), u"--duration"_s, forever, u"--deadline"_s, forever});
    start(m_churn, {u"churn"_s, url + "room/churn"_L1, u"--connections"_s, QString::number(Churning),
                    u"--total"_s, u"1000000000"_s, u"--deadline"_s, forever});
    if (m_plan.explainedMs > 0)
        m_clock.explainTurnsFrom(m_plan.explainedMs);
    QElapsedTimer timer;
    timer.start();
    int step = 0;
    while (double(timer.elapsed()) < m_plan.minutes * 60'000) {
        QElapsedTimer minute;
        minute.start();
        m_clock.begin();
        while (minute.elapsed() < 60'000) {
            operate(step++);
            WindowDriver::waitFor(StepSeconds);
        }
        const TurnClock::Report report = m_clock.finish();
        m_minutes.append(QJsonObject{
            {u"resident_mib"_s, double(ProcessReading::now().residentBytes.value_or(0)) / (1024.0 * 1024)},
            {u"longest_ms"_s, report.longestMs},
            {u"longest_cpu_ms"_s, report.longestCpuMs},
            {u"over_50"_s, report.over50},
            {u"cpu_over_16"_s, report.cpuOver16},
            {u"cpu_over_50"_s, report.cpuOver50},
            {u"cpu_share"_s, report.cpuShare}});
    }
    for (QProcess *load : {&m_flood, &m_churn}) {
        load->kill();
        load->waitForFinished();
    }
    return {{u"minutes"_s, m_minutes}, {u"steps"_s, step}, {u"warnings"_s, warnings.load()}};
}

void SoakScenario::start(QProcess &load, const QStringList &arguments)
{
    load.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    load.start(m_plan.loadProgram, arguments);
}

void SoakScenario::operate(int step)
{
    const int round = step / Actions;
    switch (step % Actions) {
    case 0:
        filterConnections(round);
        break;
    case 1:
        filterMessages(round);
        break;
    case 2:
        select(round);
        break;
    case 3: {
        QHeaderView &header = *m_driver.child<QTableView>(u"connections"_s).horizontalHeader();
        header.setSortIndicator(round % header.count(), Qt::SortOrder(round % 2));
        break;
    }
    case 4: // what is selected, or nothing more
        if (round % 2 == 0)
            m_driver.trigger(u"followSelectedAction"_s);
        else
            m_driver.child<QAbstractButton>(u"stopFollowing"_s).click();
        break;
    default:
        m_driver.trigger(u"showPane%1"_s.arg(round % Panes + 1));
    }
}

void SoakScenario::filterConnections(int step)
{
    static const QStringList texts{u""_s, u"guest-1"_s, u"in>20 -user:guest-2*"_s, u"idle<1s"_s, u"nobody"_s};
    auto &filter = m_driver.child<QLineEdit>(u"filter"_s);
    filter.setText(texts[step % texts.size()]);
    Q_EMIT filter.returnPressed(); // applies the filter without the delay
}

void SoakScenario::filterMessages(int step)
{
    static const QStringList texts{u""_s, u"user:guest-1*"_s, u"re:\"a+b\""_s, u"size>20"_s,
                                   u"json:type=order"_s};
    m_driver.child<MessagesPanel>().setFilter(texts[step % texts.size()]);
}

void SoakScenario::select(int step)
{
    for (QTableView *view : {&m_driver.child<QTableView>(u"connections"_s),
                             static_cast<QTableView *>(&m_driver.child<MessageTable>())}) {
        if (const int rows = view->model()->rowCount(); rows > 0)
            view->selectRow(step * 37 % rows);
    }
}
