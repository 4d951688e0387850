#include "core/observe/closedstream.h"

#include "tests/core/observe/streamcalls.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

void end(RecentlyClosed &closed, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        ClosedConnection connection;
        connection.info.peer.address = QHostAddress(QHostAddress::LocalHost);
        closed.add(std::move(connection), {});
    }
}

ClosedBatch refusals(std::size_t count)
{
    ClosedBatch batch;
    RefusedRequest request;
    request.reason = "origin";
    for (std::size_t i = 0; i < count; ++i)
        batch.add(RefusedRequest(request));
    return batch;
}

struct Reader
{
    explicit Reader(ClosedStream &stream, const SubscriptionOptions &options = {})
        : subscription(stream.subscribe(options))
    {
        QObject::connect(subscription.get(), &ClosedSubscription::closed, subscription.get(),
                         [this](const ClosedBatch &batch) { batches.push_back(batch); });
    }
    bool gets(std::size_t count)
    {
        return waitUntil([&] { return batches.size() == count; });
    }

    std::unique_ptr<ClosedSubscription> subscription;
    std::vector<ClosedBatch> batches;
};

} // namespace

class TestClosedStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void collectsRefusalsOnlyWhileThereAreSubscribers()
    {
        StreamCalls calls;
        RecentlyClosed closed;
        ClosedStream stream(calls.source(), closed);
        stream.take(0, refusals(1)); // the last part for a subscriber that has gone
        auto reader = std::make_unique<Reader>(stream);
        QCOMPARE(calls.begins, 1);
        QVERIFY(reader->batches.empty());
        reader.reset();
        QCOMPARE(calls.ends, 1);
    }
    void partsOfATickAreOneBatchForEverySubscriber()
    {
        StreamCalls calls;
        RecentlyClosed closed;
        ClosedStream stream(calls.source(), closed);
        Reader one(stream);
        Reader two(stream);
        for (std::size_t worker = 0; worker < 3; ++worker)
            stream.take(worker, refusals(1));
        end(closed, 6);
        for (Reader *reader : {&one, &two}) {
            QVERIFY(reader->gets(1));
            QCOMPARE(reader->batches[0].closed.size(), std::size_t(6));
            QCOMPARE(reader->batches[0].refused.size(), std::size_t(3));
        }
        QVERIFY(waitUntil([&] { return calls.acknowledged.size() == 3; }));
    }
    void deliversWhatIsRememberedBeforeWhatEndsLater()
    {
        StreamCalls calls;
        RecentlyClosed closed;
        end(closed, 2 * ClosedBatch::MaxClosed + 3);
        ClosedStream stream(calls.source(), closed);
        Reader reader(stream);
        QVERIFY(reader.gets(3));
        end(closed, 2);
        QVERIFY(reader.gets(4));
        std::vector<std::size_t> sizes;
        for (const ClosedBatch &batch : reader.batches) {
            sizes.push_back(batch.closed.size());
            QVERIFY(batch.moreClosed.empty());
        }
        QCOMPARE(sizes, (std::vector<std::size_t>{ClosedBatch::MaxClosed, ClosedBatch::MaxClosed, 3, 2}));
    }
    void refusalsAreBoundedWhateverTheNumberOfWorkers()
    {
        StreamCalls calls;
        RecentlyClosed closed;
        ClosedStream stream(calls.source(), closed);
        Reader reader(stream);
        for (std::size_t worker = 0; worker < 3; ++worker)
            stream.take(worker, refusals(ClosedBatch::MaxRefused));
        QVERIFY(reader.gets(1));
        QCOMPARE(reader.batches[0].refused.size(), ClosedBatch::MaxRefused);
        QCOMPARE(reader.batches[0].moreRefused.at("origin"), 2 * ClosedBatch::MaxRefused);
    }
    void endsWaitForASlowSubscriber()
    {
        StreamCalls calls;
        RecentlyClosed closed;
        closed.setLimits(ClosedBatch::MaxClosed, false);
        ClosedStream stream(calls.source(), closed);
        Reader slow(stream, {0ms, SubscriptionOptions::Acknowledgement::Manual});
        end(closed, 1);
        QVERIFY(slow.gets(1));
        end(closed, ClosedBatch::MaxClosed + 5); // five more than are remembered
        slow.subscription->acknowledge();
        QVERIFY(slow.gets(2));
        QCOMPARE(slow.batches[1].closed.size(), ClosedBatch::MaxClosed);
        QCOMPARE(slow.batches[1].moreClosed.at(Cause::ConnectionLost), 5u);
    }
    void endOfTheRunDeliversAtOnce()
    {
        StreamCalls calls;
        RecentlyClosed closed;
        ClosedStream stream(calls.source(), closed);
        Reader reader(stream);
        end(closed, 4);
        stream.endRun();
        QCOMPARE(reader.batches.size(), std::size_t(1));
        QCOMPARE(reader.batches[0].closed.size(), std::size_t(4));
    }
};

QTEST_GUILESS_MAIN(TestClosedStream)
#include "tst_closedstream.moc"
