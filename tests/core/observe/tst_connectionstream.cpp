#include "core/observe/connectionstream.h"

#include "tests/core/observe/streamcalls.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <set>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

constexpr auto Manual = SubscriptionOptions::Acknowledgement::Manual;

ConnectionDelta adding(std::initializer_list<quint64> ids)
{
    ConnectionDelta delta;
    for (const quint64 id : ids)
        delta.added.emplace_back().info.id = ConnectionId(id);
    return delta;
}

ConnectionDelta removing(std::initializer_list<quint64> ids)
{
    ConnectionDelta delta;
    for (const quint64 id : ids)
        delta.removed.push_back({ConnectionId(id), {}});
    return delta;
}

struct Fixture
{
    Fixture()
        : stream(calls.source(), [this](quint64 request) { snapshotRequests.push_back(request); })
    {
    }

    //! Waits for the \a count th request of snapshots.
    bool isRequested(std::size_t count)
    {
        return waitUntil([&] { return snapshotRequests.size() >= count; });
    }

    StreamCalls calls;
    std::vector<quint64> snapshotRequests;
    ConnectionStream stream;
};

//! A subscriber and the ids it has been sent.
struct Reader
{
    explicit Reader(ConnectionStream &stream, const SubscriptionOptions &options = {})
        : subscription(stream.subscribe(options))
    {
        QObject::connect(subscription.get(), &ConnectionsSubscription::reset, subscription.get(), [this] {
            ++resets;
            ids.clear();
        });
        QObject::connect(subscription.get(), &ConnectionsSubscription::changed, subscription.get(),
                         [this](const ConnectionDelta &delta) {
                             ++batches;
                             for (const ConnectionSnapshot &added : delta.added)
                                 isWrong |= !ids.insert(added.info.id.value()).second;
                             for (const ConnectionRemoval &removed : delta.removed)
                                 isWrong |= ids.erase(removed.id.value()) == 0;
                         });
    }
    bool has(const std::set<quint64> &wanted)
    {
        return waitUntil([&] { return ids == wanted; }) && !isWrong;
    }

    std::set<quint64> ids;
    int resets = 0;
    int batches = 0;
    bool isWrong = false; //!< an id was added twice, or removed unknown
    std::unique_ptr<ConnectionsSubscription> subscription;
};

bool passes(Milliseconds time)
{
    const TimePoint end = Clock::now() + time;
    return waitUntil([&] { return Clock::now() >= end; });
}

} // namespace

class TestConnectionStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void collectsOnlyWhileThereAreSubscribers()
    {
        Fixture f;
        f.stream.setWorkers(2);
        QCOMPARE(f.calls.begins, 0);
        auto one = std::make_unique<Reader>(f.stream);
        auto two = std::make_unique<Reader>(f.stream);
        QCOMPARE(f.calls.begins, 1);
        QVERIFY(f.snapshotRequests.empty()); // at the end of the turn
        QVERIFY(f.isRequested(1));
        QCOMPARE(f.snapshotRequests.size(), std::size_t(1)); // shared
        const Reader later(f.stream);
        QVERIFY(f.isRequested(2));
        one.reset();
        QCOMPARE(f.calls.ends, 0);
        two.reset();
        QCOMPARE(f.calls.ends, 0);
    }
    void endsWithTheLastSubscriber()
    {
        Fixture f;
        f.stream.setWorkers(1);
        auto one = std::make_unique<Reader>(f.stream);
        one.reset();
        QCOMPARE(f.calls.ends, 1);
        QVERIFY(passes(50ms));
        QVERIFY(f.snapshotRequests.empty()); // no subscriber needs one
        const Reader again(f.stream);
        QCOMPARE(f.calls.begins, 2);
        QVERIFY(f.isRequested(1));
    }
    void sharedSnapshotGoesToAllThatRequestedIt()
    {
        Fixture f;
        f.stream.setWorkers(1);
        Reader one(f.stream);
        Reader two(f.stream);
        QVERIFY(f.isRequested(1));
        f.stream.takeSnapshot(0, f.snapshotRequests[0], adding({1, 2}));
        QVERIFY(one.has({1, 2}) && two.has({1, 2}));
    }
    void firstBatchHoldsTheSnapshotsOfAllWorkers()
    {
        Fixture f;
        f.stream.setWorkers(2);
        Reader reader(f.stream);
        QVERIFY(f.isRequested(1));
        const quint64 id = f.snapshotRequests[0];
        f.stream.takeSnapshot(1, id, adding({2, 4}));
        QVERIFY(passes(250ms));
        QCOMPARE(reader.resets, 0); // one is missing
        f.stream.takeSnapshot(0, id, adding({1, 3}));
        QVERIFY(reader.has({1, 2, 3, 4}));
        QCOMPARE(reader.resets, 1);
        QCOMPARE(reader.batches, 1);
    }
    void partsOfATickAreOneBatch()
    {
        Fixture f;
        f.stream.setWorkers(4);
        Reader reader(f.stream);
        QVERIFY(f.isRequested(1));
        for (std::size_t worker = 0; worker < 4; ++worker)
            f.stream.takeSnapshot(worker, f.snapshotRequests[0], {});
        QVERIFY(waitUntil([&] { return reader.resets == 1; }));
        for (std::size_t worker = 0; worker < 4; ++worker)
            f.stream.take(worker, adding({worker + 1}));
        QVERIFY(reader.has({1, 2, 3, 4}));
        QCOMPARE(reader.batches, 1);
        QVERIFY(waitUntil([&] { return f.calls.acknowledged.size() == 4; }));
    }
    void laterSubscriberGetsTheWholeListAndDoesNotDisturbOthers()
    {
        Fixture f;
        f.stream.setWorkers(2);
        Reader first(f.stream);
        QVERIFY(f.isRequested(1));
        for (std::size_t worker = 0; worker < 2; ++worker)
            f.stream.takeSnapshot(worker, f.snapshotRequests[0], adding({worker + 1}));
        QVERIFY(first.has({1, 2}));
        Reader second(f.stream);
        QVERIFY(f.isRequested(2));
        f.stream.take(0, adding({3})); // sent before the snapshot, which comprises it
        f.stream.takeSnapshot(0, f.snapshotRequests[1], adding({1, 3}));
        f.stream.take(0, removing({1}));
        f.stream.take(1, adding({4}));
        f.stream.takeSnapshot(1, f.snapshotRequests[1], adding({2, 4}));
        QVERIFY(first.has({2, 3, 4}));
        QVERIFY(second.has({2, 3, 4}));
        QCOMPARE(first.resets, 1);
        QCOMPARE(second.resets, 1);
    }
    void slowSubscriberGetsMergedChanges()
    {
        Fixture f;
        f.stream.setWorkers(1);
        Reader slow(f.stream, {0ms, Manual});
        Reader fast(f.stream);
        QVERIFY(f.isRequested(1));
        f.stream.takeSnapshot(0, f.snapshotRequests[0], adding({1}));
        QVERIFY(slow.has({1}) && fast.has({1}));
        f.stream.take(0, adding({2, 3}));
        QVERIFY(fast.has({1, 2, 3}));
        f.stream.take(0, removing({1, 2}));
        QVERIFY(fast.has({3}));
        QCOMPARE(slow.ids, std::set<quint64>{1});
        slow.subscription->acknowledge();
        QVERIFY(slow.has({3}));
        QCOMPARE(slow.batches, 2);
    }
    void workersWaitWhileNoSubscriberIsReady()
    {
        Fixture f;
        f.stream.setWorkers(1);
        Reader slow(f.stream, {0ms, Manual});
        QVERIFY(f.isRequested(1));
        f.stream.takeSnapshot(0, f.snapshotRequests[0], {});
        QVERIFY(waitUntil([&] { return slow.resets == 1; }));
        f.stream.take(0, adding({1}));
        QVERIFY(passes(250ms));
        QVERIFY(f.calls.acknowledged.empty());
        slow.subscription->acknowledge();
        QVERIFY(slow.has({1}));
        slow.subscription->acknowledge();
        QVERIFY(waitUntil([&] { return f.calls.acknowledged.size() == 1; }));
    }
    void stopAndStartVoidTheList()
    {
        Fixture f;
        Reader reader(f.stream); // there is no server yet: the list is empty
        QVERIFY(waitUntil([&] { return reader.resets == 1; }));
        QCOMPARE(reader.batches, 0);
        f.stream.setWorkers(1);
        f.stream.takeSnapshot(0, f.snapshotRequests.back(), adding({1}));
        QVERIFY(reader.has({1}));
        f.stream.setWorkers(0);
        QVERIFY(reader.has({}));
        QCOMPARE(reader.resets, 3);
        f.stream.take(0, adding({2})); // of the former io thread
        QVERIFY(passes(250ms));
        QVERIFY(reader.ids.empty());
    }
    void subscriptionMayEndInItsOwnSignal()
    {
        Fixture f;
        auto subscription = f.stream.subscribe({});
        int resets = 0;
        QObject::connect(subscription.get(), &ConnectionsSubscription::reset, subscription.get(), [&] {
            ++resets;
            subscription.reset();
        });
        f.stream.setWorkers(1);
        f.stream.takeSnapshot(0, f.snapshotRequests.back(), adding({1}));
        QVERIFY(waitUntil([&] { return f.calls.ends == 1; }));
        QCOMPARE(resets, 1);
    }
    void subscriptionMayOutliveTheStream()
    {
        auto f = std::make_unique<Fixture>();
        Reader reader(f->stream);
        f.reset();
        reader.subscription->acknowledge();
        QVERIFY(passes(250ms));
        QCOMPARE(reader.resets, 0);
    }
};

QTEST_GUILESS_MAIN(TestConnectionStream)
#include "tst_connectionstream.moc"
