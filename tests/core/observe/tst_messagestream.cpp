#include "core/observe/messagestream.h"

#include "tests/core/observe/streamcalls.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

constexpr auto Manual = SubscriptionOptions::Acknowledgement::Manual;

LogEntry entry(int milliseconds, const QByteArray &payload)
{
    LogEntry entry;
    entry.time = WallTime(Milliseconds(milliseconds));
    entry.payload = payload;
    entry.size = payload.size();
    return entry;
}

LogBatch batchOf(std::size_t count, const QByteArray &payload = "x")
{
    LogBatch batch;
    for (std::size_t i = 0; i < count; ++i)
        batch.entries.push_back(entry(0, payload));
    return batch;
}

struct Reader
{
    explicit Reader(MessageStream &stream, const SubscriptionOptions &options = {})
        : subscription(stream.subscribe(options))
    {
        QObject::connect(subscription.get(), &MessagesSubscription::logged, subscription.get(),
                         [this](const LogBatch &batch) { batches.push_back(batch); });
    }
    bool gets(std::size_t count)
    {
        return waitUntil([&] { return batches.size() == count; });
    }

    std::unique_ptr<MessagesSubscription> subscription;
    std::vector<LogBatch> batches;
};

} // namespace

class TestMessageStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void collectsOnlyWhileThereAreSubscribers()
    {
        StreamCalls calls;
        MessageStream stream(calls.source());
        stream.restart();
        QCOMPARE(calls.begins, 0);
        auto reader = std::make_unique<Reader>(stream);
        QCOMPARE(calls.begins, 1);
        stream.restart(); // new io threads have to begin
        QCOMPARE(calls.begins, 2);
        reader.reset();
        QCOMPARE(calls.ends, 1);
        stream.restart();
        QCOMPARE(calls.begins, 2);
    }
    void mergesTheWorkersInTheOrderOfTime()
    {
        StreamCalls calls;
        MessageStream stream(calls.source());
        Reader reader(stream);
        stream.take(1, {{entry(2, "b"), entry(4, "d")}, 3});
        stream.take(0, {{entry(1, "a"), entry(3, "c")}, 0});
        QVERIFY(reader.gets(1));
        QByteArray payloads;
        for (std::size_t i = 0; i < 4; ++i) {
            payloads += reader.batches[0].entries[i].payload;
            QCOMPARE(reader.batches[0].entries[i].number, quint64(i + 1));
        }
        QCOMPARE(payloads, "abcd");
        QCOMPARE(reader.batches[0].leftOut, 3u);
        QVERIFY(waitUntil([&] { return calls.acknowledged.size() == 2; }));
        stream.take(0, batchOf(1));
        QVERIFY(reader.gets(2));
        QCOMPARE(reader.batches[1].entries[0].number, 8u); // numbers have a gap for what was left out
        stream.restart();
        stream.take(0, batchOf(1));
        QVERIFY(reader.gets(3));
        QCOMPARE(reader.batches[2].entries[0].number, 1u);
    }
    void everySubscriberGetsEverything()
    {
        StreamCalls calls;
        MessageStream stream(calls.source());
        std::vector<std::unique_ptr<Reader>> readers;
        for (int i = 0; i < 8; ++i)
            readers.push_back(std::make_unique<Reader>(stream));
        stream.take(0, batchOf(3));
        for (const auto &reader : readers) {
            QVERIFY(reader->gets(1));
            QCOMPARE(reader->batches[0].entries.size(), std::size_t(3));
        }
        QCOMPARE(calls.acknowledged, std::vector<std::size_t>{0}); // once, whatever the number
    }
    void slowSubscriberLosesTheRestAndDelaysNoOther_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<std::size_t>("kept");
        QTest::newRow("entries") << QByteArray("x") << MaxLoggedEntries;
        QTest::newRow("bytes") << QByteArray(16 * 1024, 'x') << std::size_t(MaxLoggedBytes / (16 * 1024));
    }
    void slowSubscriberLosesTheRestAndDelaysNoOther()
    {
        QFETCH(const QByteArray, payload);
        QFETCH(const std::size_t, kept);
        StreamCalls calls;
        MessageStream stream(calls.source());
        Reader slow(stream, {0ms, Manual});
        Reader fast(stream);
        stream.take(0, batchOf(1, payload));
        QVERIFY(slow.gets(1) && fast.gets(1));
        std::size_t sent = 0;
        for (std::size_t batches = 2; sent < kept + 500; ++batches) {
            stream.take(0, batchOf(1000, payload));
            sent += 1000;
            QVERIFY(fast.gets(batches));
            QCOMPARE(fast.batches.back().entries.size(), std::min<std::size_t>(kept, 1000));
        }
        QCOMPARE(slow.batches.size(), std::size_t(1));
        slow.subscription->acknowledge();
        QVERIFY(slow.gets(2));
        QCOMPARE(slow.batches[1].entries.size(), kept);
        QCOMPARE(slow.batches[1].leftOut, quint64(sent - kept));
    }
};

QTEST_GUILESS_MAIN(TestMessageStream)
#include "tst_messagestream.moc"
