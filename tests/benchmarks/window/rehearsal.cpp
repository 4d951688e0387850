#include "rehearsal.h"

#include "core/console/console.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/messages/messagespanel.h"
#include "ui/messages/messagetable.h"

#include <QAction>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QStringList>
#include <QTableView>
#include <QTreeView>

#include <chrono>

using namespace signalbox;
using namespace Qt::StringLiterals;

Rehearsal::Rehearsal(Console &console, MainWindow &window, Plan plan)
    : m_console(console)
    , m_window(window)
    , m_plan(std::move(plan))
{
}

QJsonObject Rehearsal::run(const QString &url)
{
    watch();
    waitFor(1);                       // the window appears
    constexpr double Patience = 60;   // seconds until all are there, or gone
    const QString forever = u"600"_s; // the load ends when it is told to
    m_load.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_load.start(m_plan.loadProgram,
                 {u"echo"_s, url + "echo"_L1, u"--connections"_s, QString::number(m_plan.connections),
                  u"--rate"_s, QString::number(m_plan.rate), u"--duration"_s, forever, u"--deadline"_s,
                  forever});
    if (!partUntil(u"all connect"_s, quint64(m_plan.connections), Patience))
        return {{u"error"_s, u"%1 of %2 connected"_s.arg(m_connected).arg(m_plan.connections)}};
    waitFor(2); // the load warms up, the window settles

    auto &connections = child<QTableView>(u"connections"_s);
    QHeaderView &header = *connections.horizontalHeader();
    auto &filter = child<QLineEdit>(u"filter"_s);
    part(u"in order of connecting"_s, [] {});
    if (!m_plan.picture.isEmpty())
        m_window.grab().save(m_plan.picture);
    part(u"sorted by messages"_s, [&] { header.setSortIndicator(8, Qt::DescendingOrder); });
    part(u"sorted by idle time, a filter that changes"_s, [&] {
        header.setSortIndicator(6, Qt::DescendingOrder);
        filter.setText(u"in>20"_s);
    });
    part(u"a thousand selected"_s, [&] {
        filter.clear();
        header.setSortIndicator(1, Qt::AscendingOrder);
        waitFor(0.5);
        connections.selectionModel()->select(
            QItemSelection(connections.model()->index(0, 0), connections.model()->index(999, 0)),
            QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    });
    connections.clearSelection();
    timeConnections();
    timeMessages();
    part(u"users visible"_s, [this] { showPane(3); });
    timeUsers();
    showPane(1);

    m_load.kill();
    const bool areGone = partUntil(u"all disconnect at once"_s, 0, Patience);
    waitFor(1); // the last of the log
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

void Rehearsal::watch()
{
    QObject::connect(&m_console.control(), &ServerControlApi::statsTicked, &m_load,
                     [this](const ServerStats &stats) {
                         m_connected = stats.connections;
                         m_messagesIn = stats.messagesIn;
                     });
    QObject::connect(&m_console.messages(), &MessagesApi::logged, &m_load, [this](const LogBatch &batch) {
        for (Seen *seen : {&m_seen, &m_all}) {
            seen->logged += batch.entries.size();
            seen->leftOut += batch.leftOut;
        }
    });
    QObject::connect(&m_console.connections(), &ConnectionsApi::changed, &m_load,
                     [this](const ConnectionDelta &delta) { m_seen.changes += delta.changed.size(); });
}

void Rehearsal::part(const QString &name, const std::function<void()> &prepare)
{
    prepare();
    waitFor(0.5); // what was prepared is not what is measured
    m_seen = {};
    m_messagesInBefore = m_messagesIn;
    m_clock.begin();
    waitFor(m_plan.seconds);
    tellOf(name, m_clock.finish(), m_plan.seconds);
}

bool Rehearsal::partUntil(const QString &name, quint64 connections, double patience)
{
    QElapsedTimer timer;
    timer.start();
    m_seen = {};
    m_messagesInBefore = m_messagesIn;
    m_clock.begin();
    const bool isDone = waitUntil([this, connections] { return m_connected == connections; }, patience);
    waitFor(1); // the table follows the numbers
    tellOf(name, m_clock.finish(), double(timer.elapsed()) / 1000);
    return isDone;
}

void Rehearsal::tellOf(const QString &name, const TurnClock::Report &report, double seconds)
{
    m_parts.append(QJsonObject{
        {u"name"_s, name},
        {u"seconds"_s, seconds},
        {u"longest_ms"_s, report.longestMs},
        {u"longest_cpu_ms"_s, report.longestCpuMs},
        {u"p99_ms"_s, report.p99Ms},
        {u"over_16"_s, report.over16},
        {u"over_50"_s, report.over50},
        {u"cpu_share"_s, report.cpuShare},
        {u"received_per_second"_s, double(m_messagesIn - m_messagesInBefore) / seconds},
        {u"logged_per_second"_s, double(m_seen.logged) / seconds},
        {u"left_out_per_second"_s, double(m_seen.leftOut) / seconds},
        {u"changes_per_second"_s, double(m_seen.changes) / seconds},
    });
}

void Rehearsal::waitFor(double seconds)
{
    QEventLoop loop;
    QTimer::singleShot(std::chrono::milliseconds(qint64(seconds * 1000)), Qt::PreciseTimer, &loop,
                       &QEventLoop::quit);
    loop.exec();
}

bool Rehearsal::waitUntil(const std::function<bool()> &done, double patience)
{
    QElapsedTimer timer;
    timer.start();
    while (!done() && double(timer.elapsed()) < patience * 1000)
        waitFor(0.05);
    return done();
}

void Rehearsal::timeConnections()
{
    auto &view = child<QTableView>(u"connections"_s);
    timeSorting(u"connections"_s, view, *view.horizontalHeader());
    view.horizontalHeader()->setSortIndicator(1, Qt::AscendingOrder);
    timeFiltering(u"connections"_s, view, child<QLineEdit>(u"filter"_s),
                  {u"guest-1"_s, u"user:guest-19"_s, u"addr:127.0.0.2"_s, u"in>50"_s, u"idle<1s latency<1s"_s,
                   u"nobody is called so"_s, u""_s});
}

void Rehearsal::timeMessages()
{
    auto &panel = child<MessagesPanel>({});
    auto &view = child<MessageTable>({});
    for (const QString &text : {u"guest-1"_s, u"user:guest-19"_s, u"#77"_s, u"nobody says so"_s, u""_s}) {
        time(u"filter messages: "_s + (text.isEmpty() ? u"all"_s : text), *view.viewport(),
             [&] { panel.setFilter(text); });
    }
}

void Rehearsal::timeUsers()
{
    auto &view = child<QTreeView>(u"users"_s);
    timeSorting(u"users"_s, view, *view.header());
    timeFiltering(u"users"_s, view, child<QLineEdit>(u"usersFilter"_s),
                  {u"guest-1"_s, u"9"_s, u"nobody"_s, u""_s});
}

void Rehearsal::timeSorting(const QString &what, QAbstractItemView &view, QHeaderView &header)
{
    for (int column = 0; column < header.count(); ++column) {
        const QString title = view.model()->headerData(column, Qt::Horizontal).toString();
        for (const Qt::SortOrder order : {Qt::DescendingOrder, Qt::AscendingOrder}) {
            const QString way = order == Qt::DescendingOrder ? u"down"_s : u"up"_s;
            // As a click does; sortByColumn() would sort twice.
            time(u"sort %1 by %2, %3"_s.arg(what, title, way), *view.viewport(),
                 [&] { header.setSortIndicator(column, order); });
        }
    }
}

void Rehearsal::timeFiltering(const QString &what, QAbstractItemView &view, QLineEdit &filter,
                              const QStringList &texts)
{
    for (const QString &text : texts) {
        time(u"filter %1: %2"_s.arg(what, text.isEmpty() ? u"all"_s : text), *view.viewport(), [&] {
            filter.setText(text);
            Q_EMIT filter.returnPressed(); // at once, not when typing pauses
        });
    }
}

void Rehearsal::time(const QString &what, QWidget &painted, const std::function<void()> &work)
{
    waitFor(0.15); // a batch or two in between, as there would be
    const std::int64_t begin = nowOf(CLOCK_MONOTONIC);
    const std::int64_t cpuBegin = nowOf(CLOCK_THREAD_CPUTIME_ID);
    work();
    painted.repaint();
    const std::int64_t cpu = nowOf(CLOCK_THREAD_CPUTIME_ID) - cpuBegin;
    m_actions.append(QJsonObject{{u"name"_s, what},
                                 {u"ms"_s, double(nowOf(CLOCK_MONOTONIC) - begin) / 1e6},
                                 {u"cpu_ms"_s, double(cpu) / 1e6}});
}

void Rehearsal::showPane(int number)
{
    child<QAction>(u"showPane%1"_s.arg(number)).trigger();
}

template <typename T>
T &Rehearsal::child(const QString &name) const
{
    T *found = m_window.findChild<T *>(name);
    if (!found)
        qFatal("the window has no %s", qPrintable(name));
    return *found;
}
