// Measures the message log of the window without a server: appending 100,000 rows a second, and searching a million rows.
// Prints one JSON object. Needs no display: QT_QPA_PLATFORM=offscreen.

#include "turnclock.h"

#include "core/console/console.h"
#include "ui/messages/messagespanel.h"
#include "ui/messages/messagetable.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

class Subscription final : public MessagesSubscription
{
public:
    void acknowledge() override {}
    void follow(const std::vector<ConnectionId> &) override {}
    void showControlFrames(const std::vector<ConnectionId> &) override {}
};

class Messages final : public MessagesApi
{
public:
    std::unique_ptr<MessagesSubscription> subscribe(const SubscriptionOptions &) override
    {
        auto subscription = std::make_unique<Subscription>();
        m_subscription = subscription.get();
        return subscription;
    }
    void log(const LogBatch &batch) { Q_EMIT m_subscription->logged(batch); }

private:
    MessagesSubscription *m_subscription = nullptr;
};

constexpr int BatchRows = 10'000;
constexpr int TotalRows = 1'000'000;

//! What 2,000 clients in 50 rooms say: JSON of about 110 bytes. "needle" is in one of 100,000.
LogBatch batchFrom(quint64 first)
{
    LogBatch batch;
    batch.entries.reserve(BatchRows);
    for (quint64 number = first; number < first + BatchRows; ++number) {
        LogEntry &entry = batch.entries.emplace_back();
        entry.number = number;
        entry.time = wallNow();
        entry.at = Clock::now();
        entry.direction = number % 3 == 0 ? Direction::Out : Direction::In;
        entry.connection = ConnectionId(number % 2000 + 1);
        entry.user = u"guest-"_s + QString::number(number % 2000 + 1);
        entry.room = u"room-"_s + QString::number(number % 50);
        entry.recipients = 1;
        entry.payload = R"({"type":"order","id":")" + QByteArray::number(number) +
                        R"(","symbol":"ACME","side":"buy","price":101.50,"note":")" +
                        (number % 100'000 == 77 ? "needle" : "nothing") + R"("})";
        entry.size = entry.payload.size();
    }
    return batch;
}

double residentMiB()
{
    QFile status(u"/proc/self/statm"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    return status.readAll().split(' ').value(1).toDouble() * 4096 / (1024 * 1024);
}

void waitFor(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

QJsonObject timeAppending(Messages &messages, int seconds)
{
    std::vector<LogBatch> batches;
    for (int i = 0; i < seconds * 10; ++i)
        batches.push_back(batchFrom(quint64(i) * BatchRows + 1));
    TurnClock clock;
    clock.begin();
    std::size_t next = 0;
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
        if (next < batches.size())
            messages.log(batches[next++]);
    });
    timer.start(100);
    waitFor(std::chrono::seconds(seconds) + std::chrono::milliseconds(200));
    const TurnClock::Report report = clock.finish();
    return {{u"rows"_s, qint64(next) * BatchRows},
            {u"share_of_a_core"_s, report.cpuShare},
            {u"longest_turn_ms"_s, report.longestMs},
            {u"most_cpu_in_a_turn_ms"_s, report.longestCpuMs}};
}

QJsonObject timeFilter(MessagesPanel &panel, const QAbstractItemModel &model, const QString &filter)
{
    auto *log = panel.findChild<MessagesModel *>();
    TurnClock clock;
    QElapsedTimer timer;
    double first = -1;
    timer.start();
    clock.begin();
    panel.setFilter(filter);
    const double blocked = double(timer.nsecsElapsed()) / 1e6;
    while (!log->progress().isComplete) {
        if (first < 0 && model.rowCount() > 0)
            first = double(timer.nsecsElapsed()) / 1e6;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    if (first < 0 && model.rowCount() > 0)
        first = double(timer.nsecsElapsed()) / 1e6;
    const TurnClock::Report report = clock.finish();
    return {{u"filter"_s, filter},
            {u"hits"_s, model.rowCount()},
            {u"first_hits_ms"_s, first},
            {u"all_ms"_s, double(timer.nsecsElapsed()) / 1e6},
            {u"call_ms"_s, blocked},
            {u"p99_turn_ms"_s, report.p99Ms},
            {u"longest_turn_ms"_s, report.longestMs},
            {u"most_cpu_in_a_turn_ms"_s, report.longestCpuMs}};
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Messages messages;
    MessagesPanel panel(messages);
    panel.resize(900, 500);
    panel.show();
    panel.setWatching(true);
    const double before = residentMiB();
    QJsonObject result{{u"append"_s, timeAppending(messages, 5)}};
    for (int row = 0; row < TotalRows; row += BatchRows)
        messages.log(batchFrom(quint64(row) + 1));
    waitFor(std::chrono::milliseconds(300));
    result.insert(u"million_rows_mib"_s, residentMiB() - before);
    result.insert(u"append_to_a_full_log"_s, timeAppending(messages, 5));
    QJsonArray filters;
    const QAbstractItemModel &model = *panel.findChild<MessageTable *>()->model();
    for (const QString &filter : {u"needle"_s, u"user:guest-19"_s, u"json:price>200"_s,
                                  u"re:\"need(le|s)\""_s, u"dir:in"_s, u"absent"_s, u""_s})
        filters.append(timeFilter(panel, model, filter));
    result.insert(u"filters"_s, filters);
    std::puts(QJsonDocument(result).toJson().constData());
    return 0;
}
