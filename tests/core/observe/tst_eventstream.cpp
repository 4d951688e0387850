#include "core/observe/eventstream.h"

#include "tests/support/waituntil.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const WallTime Start{1'700'000'000'000ms};

RefusedRequest refusedPath(const QString &path)
{
    RefusedRequest request;
    request.time = Start;
    request.status = 404;
    request.reason = "path";
    request.path = path;
    return request;
}

struct Reader
{
    explicit Reader(EventStream &stream, const SubscriptionOptions &options = {})
        : subscription(stream.subscribe(options))
    {
        QObject::connect(subscription.get(), &EventsSubscription::changed, subscription.get(),
                         [this](const ServerEventBatch &batch) { batches.push_back(batch); });
    }
    bool gets(std::size_t count)
    {
        return waitUntil([&] { return batches.size() == count; });
    }
    bool staysAt(std::size_t count)
    {
        const TimePoint end = Clock::now() + 450ms; // two intervals
        return waitUntil([&] { return Clock::now() >= end; }) && batches.size() == count;
    }

    std::unique_ptr<EventsSubscription> subscription;
    std::vector<ServerEventBatch> batches;
};

} // namespace

class TestEventStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deliversWhatIsRememberedAndThenChanges()
    {
        EventLog log;
        EventStream stream(log);
        log.add(ServerStarted{}, Start);
        log.refused(refusedPath(u"/a"_s));
        Reader reader(stream);
        QVERIFY(reader.batches.empty()); // never from within subscribe()
        QVERIFY(reader.gets(1));
        QCOMPARE(reader.batches[0].events.size(), std::size_t(2));

        log.refused(refusedPath(u"/a"_s));
        QVERIFY(reader.gets(2));
        QCOMPARE(reader.batches[1].events.size(), std::size_t(1));
        QCOMPARE(reader.batches[1].events[0].id, reader.batches[0].events[1].id);
        QCOMPARE(reader.batches[1].events[0].count, 2u);
    }
    void deliversNothingWhileNothingHappens()
    {
        EventLog log;
        EventStream stream(log);
        Reader reader(stream);
        QVERIFY(reader.staysAt(0));
        log.add(ServerStopped{}, Start);
        QVERIFY(reader.gets(1));
        QVERIFY(reader.staysAt(1));
    }
    void mergesWhatHappensWithinAnInterval()
    {
        EventLog log;
        EventStream stream(log);
        Reader reader(stream);
        log.add(ServerStarted{}, Start);
        QVERIFY(reader.gets(1));
        for (int i = 0; i < 1000; ++i)
            log.refused(refusedPath(u"/flood"_s));
        QVERIFY(reader.gets(2));
        QCOMPARE(reader.batches[1].events.size(), std::size_t(1));
        QCOMPARE(reader.batches[1].events[0].count, 1000u);
    }
    void aSlowSubscriberDelaysNoOther()
    {
        EventLog log;
        EventStream stream(log);
        Reader slow(stream, {.acknowledgement = SubscriptionOptions::Acknowledgement::Manual});
        Reader quick(stream);
        for (int i = 0; i < 3; ++i) {
            log.add(ServerStopped{}, Start);
            QVERIFY(quick.gets(std::size_t(i) + 1));
        }
        QCOMPARE(slow.batches.size(), std::size_t(1));
        slow.subscription->acknowledge();
        QVERIFY(slow.gets(2));
        QCOMPARE(slow.batches[1].events.size(), std::size_t(2));
    }
    void aSubscriptionMayOutliveItsStream()
    {
        EventLog log;
        auto stream = std::make_unique<EventStream>(log);
        Reader reader(*stream);
        stream.reset();
        reader.subscription->acknowledge();
        log.add(ServerStopped{}, Start);
        QVERIFY(reader.staysAt(0));
    }
};

QTEST_GUILESS_MAIN(TestEventStream)
#include "tst_eventstream.moc"
