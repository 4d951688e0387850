#include "core/observe/closedstream.h"

#include "tests/core/observe/streamcalls.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

ClosedBatch batchOf(std::size_t closed, std::size_t refused)
{
    ClosedBatch batch;
    for (std::size_t i = 0; i < closed; ++i)
        batch.add(ClosedConnection());
    RefusedRequest request;
    request.reason = "origin";
    for (std::size_t i = 0; i < refused; ++i)
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
    void collectsOnlyWhileThereAreSubscribers()
    {
        StreamCalls calls;
        ClosedStream stream(calls.source());
        stream.take(0, batchOf(1, 1)); // the last part for a subscriber that has gone
        auto reader = std::make_unique<Reader>(stream);
        QCOMPARE(calls.begins, 1);
        QVERIFY(reader->batches.empty());
        reader.reset();
        QCOMPARE(calls.ends, 1);
    }
    void partsOfATickAreOneBatchForEverySubscriber()
    {
        StreamCalls calls;
        ClosedStream stream(calls.source());
        Reader one(stream);
        Reader two(stream);
        for (std::size_t worker = 0; worker < 3; ++worker)
            stream.take(worker, batchOf(2, 1));
        for (Reader *reader : {&one, &two}) {
            QVERIFY(reader->gets(1));
            QCOMPARE(reader->batches[0].closed.size(), std::size_t(6));
            QCOMPARE(reader->batches[0].refused.size(), std::size_t(3));
        }
        QVERIFY(waitUntil([&] { return calls.acknowledged.size() == 3; }));
    }
    void batchIsBoundedWhateverTheNumberOfWorkers()
    {
        StreamCalls calls;
        ClosedStream stream(calls.source());
        Reader reader(stream);
        for (std::size_t worker = 0; worker < 3; ++worker)
            stream.take(worker, batchOf(ClosedBatch::MaxClosed, ClosedBatch::MaxRefused));
        QVERIFY(reader.gets(1));
        const ClosedBatch &batch = reader.batches[0];
        QCOMPARE(batch.closed.size(), ClosedBatch::MaxClosed);
        QCOMPARE(batch.refused.size(), ClosedBatch::MaxRefused);
        QCOMPARE(batch.moreClosed.at(Cause::ConnectionLost), 2 * ClosedBatch::MaxClosed);
        QCOMPARE(batch.moreRefused.at("origin"), 2 * ClosedBatch::MaxRefused);
    }
    void slowSubscriberGetsCounts()
    {
        StreamCalls calls;
        ClosedStream stream(calls.source());
        Reader slow(stream, {0ms, SubscriptionOptions::Acknowledgement::Manual});
        stream.take(0, batchOf(1, 0));
        QVERIFY(slow.gets(1));
        for (int i = 0; i < 3; ++i)
            stream.take(0, batchOf(ClosedBatch::MaxClosed, 0));
        slow.subscription->acknowledge();
        QVERIFY(slow.gets(2));
        QCOMPARE(slow.batches[1].closed.size(), ClosedBatch::MaxClosed);
        QCOMPARE(slow.batches[1].moreClosed.at(Cause::ConnectionLost), 2 * ClosedBatch::MaxClosed);
    }
};

QTEST_GUILESS_MAIN(TestClosedStream)
#include "tst_closedstream.moc"
