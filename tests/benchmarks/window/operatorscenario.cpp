#include "operatorscenario.h"

#include "core/console/console.h"
#include "ui/connections/connectioncolumns.h"
#include "ui/messages/messagespanel.h"
#include "ui/messages/messagetable.h"

#include <QElapsedTimer>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QStringList>
#include <QTableView>
#include <QTreeView>

using namespace signalbox;
using namespace Qt::StringLiterals;

OperatorScenario::OperatorScenario(Console &console, MainWindow &window, Plan plan)
    : m_console(console)
    , m_driver(window)
    , m_plan(std::move(plan))
{
}

QJsonObject OperatorScenario::run(const QString &url)
{
    if (m_plan.explainedMs > 0)
        m_clock.explainTurnsFrom(m_plan.explainedMs);
    watch();
    WindowDriver::waitFor(1);         // the window appears
    constexpr double MaxSeconds = 60; // seconds until all are connected, or disconnected
    const QString forever = u"600"_s; // the load generator is killed at the end
    m_load.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_load.start(m_plan.loadProgram,
                 {u"echo"_s, url + "echo"_L1, u"--connections"_s, QString::number(m_plan.connections),
                  u"--rate"_s, QString::number(m_plan.rate), u"--duration"_s, forever, u"--deadline"_s,
                  forever});
    if (!measureUntil(u"all connect"_s, quint64(m_plan.connections), MaxSeconds))
        return {{u"error"_s, u"%1 of %2 connected"_s.arg(m_connected).arg(m_plan.connections)}};
    WindowDriver::waitFor(2); // until the load is steady

    auto &connections = m_driver.child<QTableView>(u"connections"_s);
    QHeaderView &header = *connections.horizontalHeader();
    auto &filter = m_driver.child<QLineEdit>(u"filter"_s);
    measure(u"in order of connecting"_s, [] {});
    if (!m_plan.picture.isEmpty())
        m_driver.window().grab().save(m_plan.picture);
    measure(u"sorted by messages"_s,
            [&] { header.setSortIndicator(int(ConnectionColumn::MessagesIn), Qt::DescendingOrder); });
    measure(u"sorted by idle time, a filter that changes"_s, [&] {
        header.setSortIndicator(int(ConnectionColumn::Idle), Qt::DescendingOrder);
        filter.setText(u"in>20"_s);
    });
    measure(u"a thousand selected"_s, [&] {
        filter.clear();
        header.setSortIndicator(int(ConnectionColumn::Id), Qt::AscendingOrder);
        WindowDriver::waitFor(0.5);
        connections.selectionModel()->select(
            QItemSelection(connections.model()->index(0, 0), connections.model()->index(999, 0)),
            QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    });
    connections.clearSelection();
    timeConnections();
    timeMessages();
    measure(u"users visible"_s, [this] { showPane(3); });
    timeUsers();
    showPane(1);

    m_load.kill();
    const bool areGone = measureUntil(u"all disconnect at once"_s, 0, MaxSeconds);
    WindowDriver::waitFor(1); // the last log entries
    m_load.waitForFinished();
    return {{u"connections"_s, m_plan.connections},
            {u"rate"_s, m_plan.rate},
            {u"platform"_s, QGuiApplication::platformName()},
            {u"parts"_s, m_parts},
            {u"actions"_s, m_actions},
            {u"messages_in"_s, qint64(m_messagesIn)},
            {u"logged"_s, qint64(m_all.logged)},
            {u"left_out"_s, qint64(m_all.leftOut)},
            {u"all_gone"_s, areGone}};
}

void OperatorScenario::watch()
{
    m_statsSubscription = m_console.control().subscribeStats({});
    m_messagesSubscription = m_console.messages().subscribe({});
    m_connectionsSubscription = m_console.connections().subscribe({});
    QObject::connect(m_statsSubscription.get(), &StatsSubscription::measured, &m_load,
                     [this](const ServerStats &stats) {
                         m_connected = stats.connections;
                         m_messagesIn = stats.messagesIn;
                     });
    QObject::connect(m_messagesSubscription.get(), &MessagesSubscription::logged, &m_load,
                     [this](const LogBatch &batch) {
                         for (Seen *seen : {&m_seen, &m_all}) {
                             seen->logged += batch.entries.size();
                             seen->leftOut += batch.leftOut;
                         }
                     });
    QObject::connect(m_connectionsSubscription.get(), &ConnectionsSubscription::changed, &m_load,
                     [this](const ConnectionDelta &delta) { m_seen.changes += delta.changed.size(); });
}

void OperatorScenario::measure(const QString &name, const std::function<void()> &prepare)
{
    prepare();
    WindowDriver::waitFor(0.5); // the preparation is not measured
    m_seen = {};
    m_messagesInBefore = m_messagesIn;
    m_clock.begin();
    WindowDriver::waitFor(m_plan.seconds);
    addReport(name, m_clock.finish(), m_plan.seconds);
}

bool OperatorScenario::measureUntil(const QString &name, quint64 connections, double maxSeconds)
{
    QElapsedTimer timer;
    timer.start();
    m_seen = {};
    m_messagesInBefore = m_messagesIn;
    m_clock.begin();
    const bool isDone =
        WindowDriver::waitUntil([this, connections] { return m_connected == connections; }, maxSeconds);
    WindowDriver::waitFor(1); // the table is updated after the statistics
    addReport(name, m_clock.finish(), double(timer.elapsed()) / 1000);
    return isDone;
}

void OperatorScenario::addReport(const QString &name, const TurnClock::Report &report, double seconds)
{
    m_parts.append(QJsonObject{
        {u"name"_s, name},
        {u"seconds"_s, seconds},
        {u"longest_ms"_s, report.longestMs},
        {u"longest_cpu_ms"_s, report.longestCpuMs},
        {u"p99_ms"_s, report.p99Ms},
        {u"over_16"_s, report.over16},
        {u"over_50"_s, report.over50},
        {u"cpu_over_16"_s, report.cpuOver16},
        {u"cpu_over_50"_s, report.cpuOver50},
        {u"cpu_share"_s, report.cpuShare},
        {u"received_per_second"_s, double(m_messagesIn - m_messagesInBefore) / seconds},
        {u"logged_per_second"_s, double(m_seen.logged) / seconds},
        {u"left_out_per_second"_s, double(m_seen.leftOut) / seconds},
        {u"changes_per_second"_s, double(m_seen.changes) / seconds},
    });
}

void OperatorScenario::timeConnections()
{
    auto &view = m_driver.child<QTableView>(u"connections"_s);
    timeSorting(u"connections"_s, view, *view.horizontalHeader());
    view.horizontalHeader()->setSortIndicator(int(ConnectionColumn::Id), Qt::AscendingOrder);
    timeFiltering(u"connections"_s, view, m_driver.child<QLineEdit>(u"filter"_s),
                  {u"guest-1"_s, u"user:guest-19"_s, u"addr:127.0.0.2"_s, u"in>50"_s, u"idle<1s latency<1s"_s,
                   u"nobody is called so"_s, u""_s});
}

void OperatorScenario::timeMessages()
{
    auto &panel = m_driver.child<MessagesPanel>();
    auto &view = m_driver.child<MessageTable>();
    for (const QString &text : {u"guest-1"_s, u"user:guest-19"_s, u"id:77"_s, u"re:\"nobody (says|said)\""_s,
                                u"json:type=nothing"_s, u"\"nobody says so\""_s, u""_s}) {
        time(u"filter messages: "_s + (text.isEmpty() ? u"all"_s : text), *view.viewport(),
             [&] { panel.setFilter(text); });
    }
}

void OperatorScenario::timeUsers()
{
    auto &view = m_driver.child<QTreeView>(u"users"_s);
    timeSorting(u"users"_s, view, *view.header());
    timeFiltering(u"users"_s, view, m_driver.child<QLineEdit>(u"usersFilter"_s),
                  {u"guest-1"_s, u"9"_s, u"nobody"_s, u""_s});
}

void OperatorScenario::timeSorting(const QString &what, QAbstractItemView &view, QHeaderView &header)
{
    for (int column = 0; column < header.count(); ++column) {
        const QString title = view.model()->headerData(column, Qt::Horizontal).toString();
        for (const Qt::SortOrder order : {Qt::DescendingOrder, Qt::AscendingOrder}) {
            const QString way = order == Qt::DescendingOrder ? u"down"_s : u"up"_s;
            // As a click on the header does; sortByColumn() would sort twice.
            time(u"sort %1 by %2, %3"_s.arg(what, title, way), *view.viewport(),
                 [&] { header.setSortIndicator(column, order); });
        }
    }
}

void OperatorScenario::timeFiltering(const QString &what, QAbstractItemView &view, QLineEdit &filter,
                                     const QStringList &texts)
{
    for (const QString &text : texts) {
        time(u"filter %1: %2"_s.arg(what, text.isEmpty() ? u"all"_s : text), *view.viewport(), [&] {
            filter.setText(text);
            Q_EMIT filter.returnPressed(); // applies the filter without the delay
        });
    }
}

void OperatorScenario::time(const QString &what, QWidget &painted, const std::function<void()> &work)
{
    WindowDriver::waitFor(0.15); // time for one or two batches, as in real use
    const std::int64_t begin = nowOf(CLOCK_MONOTONIC);
    const std::int64_t cpuBegin = nowOf(CLOCK_THREAD_CPUTIME_ID);
    work();
    painted.repaint();
    const std::int64_t cpu = nowOf(CLOCK_THREAD_CPUTIME_ID) - cpuBegin;
    m_actions.append(QJsonObject{{u"name"_s, what},
                                 {u"ms"_s, double(nowOf(CLOCK_MONOTONIC) - begin) / 1e6},
                                 {u"cpu_ms"_s, double(cpu) / 1e6}});
}

void OperatorScenario::showPane(int number)
{
    m_driver.trigger(u"showPane%1"_s.arg(number));
}
