#include "core/observe/messagestream.h"

#include "tests/core/observe/streamcalls.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <random>
#include <utility>

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

LogEntry followedEntry(quint64 client, int milliseconds, const QByteArray &payload = "f")
{
    LogEntry followed = entry(milliseconds, payload);
    followed.at = TimePoint(Milliseconds(milliseconds));
    followed.isFollowed = true;
    followed.connection = ConnectionId(client);
    return followed;
}

LogEntry entryAt(TimePoint at, const QByteArray &payload)
{
    LogEntry timed = entry(0, payload);
    timed.at = at;
    return timed;
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
    //! The payloads of all batches; the numbers have to ascend.
    QByteArray payloads() const
    {
        QByteArray payloads;
        quint64 last = 0;
        for (const LogBatch &batch : batches) {
            for (const LogEntry &each : batch.entries)
                payloads += each.number > std::exchange(last, each.number) ? each.payload : "(number)";
        }
        return payloads;
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
    void ordersManyParts()
    {
        StreamCalls calls;
        MessageStream stream(calls.source());
        Reader reader(stream);
        std::mt19937 random(7);
        quint64 sent = 0;
        for (std::size_t worker = 0; worker < 9; ++worker) {
            LogBatch part;
            int now = 0;
            for (int i = 0; i < int(worker * worker); ++i, ++sent) {
                part.entries.push_back(entry(now += int(random() % 5), "x"));
                part.entries.back().at = TimePoint(Milliseconds(now));
                if (i % 17 == 0)
                    now /= 2; // begins a run of its own
            }
            stream.take(worker, std::move(part));
        }
        QVERIFY(reader.gets(1));
        const std::vector<LogEntry> &entries = reader.batches[0].entries;
        QCOMPARE(quint64(entries.size()), sent);
        QVERIFY(std::ranges::is_sorted(entries, {}, &LogEntry::at));
        QVERIFY(std::ranges::is_sorted(entries, {}, &LogEntry::number));
    }
    // A time in the future: the entries wait for as long as the test takes.
    void waitsForOlderEntriesOfOtherThreads()
    {
        StreamCalls calls;
        MessageStream stream(calls.source());
        const std::shared_ptr<MessageBacklog> backlog = stream.addBacklog(0);
        stream.addBacklog(1)->partSent();
        Reader reader(stream);
        const TimePoint base = Clock::now() + 1h;
        backlog->add(base);
        stream.take(1, {{entryAt(base - 1ms, "a"), entryAt(base + 1ms, "c")}, 0});
        QVERIFY(reader.gets(1));
        QCOMPARE(reader.payloads(), "a");
        backlog->partSent();
        stream.take(2, {{entryAt(base + 2ms, "d")}, 0});
        QVERIFY(waitUntil(
            [&] { return calls.acknowledged.size() == 2; })); // a tick in which the part is on its way
        QCOMPARE(reader.payloads(), "a");
        stream.take(0, {{entryAt(base, "b")}, 0});
        QVERIFY(reader.gets(2));
        QCOMPARE(reader.payloads(), "abcd");
    }
    void doesNotWaitForLateThreadsForLong()
    {
        StreamCalls calls;
        MessageStream stream(calls.source());
        const std::shared_ptr<MessageBacklog> backlog = stream.addBacklog(0);
        Reader reader(stream);
        const TimePoint base = Clock::now();
        backlog->add(base);
        stream.take(1, {{entryAt(base + 1ms, "b")}, 0});
        QVERIFY(reader.gets(1));
        QVERIFY(Clock::now() > base + MessageStream::Patience);
        stream.take(0, {{entryAt(base, "a")}, 0});
        QVERIFY(reader.gets(2));
        QCOMPARE(reader.payloads(), "ba");
    }
    void letsNoMoreWaitThanASubscriberCanTake()
    {
        StreamCalls calls;
        MessageStream stream(calls.source());
        const std::shared_ptr<MessageBacklog> backlog = stream.addBacklog(0);
        Reader reader(stream);
        const TimePoint base = Clock::now() + 1h;
        backlog->add(base);
        LogBatch part = batchOf(1, "a");
        part.entries.insert(part.entries.end(), MaxLoggedEntries, entryAt(base, "w"));
        stream.take(1, std::move(part));
        QVERIFY(reader.gets(1));
        QCOMPARE(reader.payloads(), "a");
        stream.take(2, {{entryAt(base, "w")}, 0}); // one too many
        QVERIFY(reader.gets(2));
        QCOMPARE(reader.batches[1].entries.size(), MaxLoggedEntries);
        QCOMPARE(reader.batches[1].leftOut, 1u);
    }
    void newSubscribersGetNothingThatWaitedForFormerOnes()
    {
        StreamCalls calls;
        MessageStream stream(calls.source());
        const std::shared_ptr<MessageBacklog> backlog = stream.addBacklog(0);
        auto former = std::make_unique<Reader>(stream);
        backlog->add(Clock::now() + 1h);
        stream.take(1, {{entryAt(TimePoint(), "a"), entryAt(Clock::now() + 2h, "waits")}, 0});
        QVERIFY(former->gets(1));
        former.reset();
        backlog->clear(); // as the io thread does
        Reader reader(stream);
        stream.take(1, {{entryAt(TimePoint(), "b")}, 0});
        QVERIFY(reader.gets(1));
        QCOMPARE(reader.payloads(), "b");
    }
    void endsWithoutWaiting()
    {
        StreamCalls calls;
        MessageStream stream(calls.source());
        stream.addBacklog(0)->add(Clock::now());
        Reader reader(stream);
        stream.take(1, {{entryAt(Clock::now() + 1h, "a")}, 0});
        stream.endRun();
        QCOMPARE(reader.payloads(), "a");
        stream.restart();
        stream.take(0, {{entryAt(Clock::now() + 1h, "b")}, 0});
        QVERIFY(reader.gets(2));
        QCOMPARE(reader.batches[1].entries[0].payload, "b"); // the thread of the former run delays none
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

    // ---- what a subscriber watches

    void reportsWhatAllSubscribersWatch()
    {
        StreamCalls calls;
        std::vector<MessageWatch> watches;
        MessageStream stream(calls.source(), [&](const MessageWatch &watch) { watches.push_back(watch); });
        Reader one(stream);
        auto other = std::make_unique<Reader>(stream);
        one.subscription->follow({ConnectionId(5), ConnectionId(2), ConnectionId(5)});
        other->subscription->follow({ConnectionId(2)}); // changes nothing
        other->subscription->showControlFrames({ConnectionId(9)});
        QCOMPARE(watches.size(), std::size_t(2));
        QCOMPARE(watches[0], (MessageWatch{{ConnectionId(2), ConnectionId(5)}, {}}));
        QCOMPARE(watches[1], (MessageWatch{{ConnectionId(2), ConnectionId(5)}, {ConnectionId(9)}}));
        one.subscription->follow({});
        QCOMPARE(watches.back(), (MessageWatch{{ConnectionId(2)}, {ConnectionId(9)}}));
        other.reset();
        QVERIFY(watches.back().isEmpty());
        std::vector<ConnectionId> many;
        for (quint64 id = 2000; id > 0; --id)
            many.emplace_back(id);
        one.subscription->follow(many);
        one.subscription->showControlFrames(many);
        QCOMPARE(watches.back().followed.size(), MessagesSubscription::MaxFollowed);
        QCOMPARE(watches.back().followed.back(), ConnectionId(2000)); // the first of the list
        QCOMPARE(watches.back().controlled.size(), MessagesSubscription::MaxControlled);
    }
    void othersAreNotShownWhatOneFollows()
    {
        StreamCalls calls;
        MessageStream stream(calls.source());
        Reader one(stream);
        Reader other(stream);
        one.subscription->follow({ConnectionId(1)});
        one.subscription->showControlFrames({ConnectionId(2)});
        LogBatch part;
        part.entries.push_back(followedEntry(1, 1, QByteArray(MaxLoggedPayload + 5, 'x')));
        part.entries.push_back(followedEntry(1, 2));
        part.entries.back().isDelivery = true;
        part.entries.push_back(followedEntry(1, 3));
        part.entries.back().kind = MessageKind::Gap;
        part.entries.back().messages = 12;
        part.entries.push_back(entry(4, "control"));
        part.entries.back().at = TimePoint(Milliseconds(4));
        part.entries.back().kind = MessageKind::Control;
        part.entries.back().connection = ConnectionId(2);
        stream.take(0, std::move(part));
        QVERIFY(one.gets(1) && other.gets(1));
        QCOMPARE(one.batches[0].entries.size(), std::size_t(4));
        QCOMPARE(one.batches[0].leftOut, 0u);
        QCOMPARE(one.batches[0].entries[0].payload.size(), MaxLoggedPayload + 5);
        QCOMPARE(other.batches[0].entries.size(), std::size_t(1));
        QCOMPARE(other.batches[0].leftOut, 12u);
        QVERIFY(!other.batches[0].entries[0].isFollowed);
        QCOMPARE(other.batches[0].entries[0].payload.size(), MaxLoggedPayload);
        QVERIFY(other.batches[0].entries[0].isTruncated());
    }
    void followedEntriesComeInSlicesWithTheOthersBetween()
    {
        StreamCalls calls;
        MessageStream stream(calls.source());
        Reader reader(stream);
        reader.subscription->follow({ConnectionId(1)});
        constexpr int Count = int(MaxLoggedEntries) * 2 + 5000;
        LogBatch part;
        for (int i = 0; i < Count; ++i) {
            if (i % 5 == 0) {
                part.entries.push_back(entry(i, "other"));
                part.entries.back().at = TimePoint(Milliseconds(i));
            }
            part.entries.push_back(followedEntry(1, i, QByteArray::number(i)));
        }
        stream.take(0, std::move(part));
        QVERIFY(reader.gets(3));
        int next = 0;
        int others = 0;
        quint64 last = 0;
        for (const LogBatch &batch : reader.batches) {
            QVERIFY(batch.entries.size() <= MaxLoggedEntries * 6 / 5 + 1);
            QCOMPARE(batch.leftOut, 0u);
            for (const LogEntry &each : batch.entries) {
                QVERIFY(each.number > last);
                last = each.number;
                if (each.isFollowed)
                    QCOMPARE(each.payload, QByteArray::number(next++));
                else
                    ++others;
            }
        }
        QCOMPARE(next, Count);
        QCOMPARE(others, Count / 5);
    }
    void aSlowSubscriberLosesFollowedEntriesLast()
    {
        StreamCalls calls;
        MessageStream stream(calls.source());
        Reader slow(stream, {0ms, Manual});
        slow.subscription->follow({ConnectionId(1)});
        stream.take(0, batchOf(1));
        QVERIFY(slow.gets(1));
        Reader fast(stream);
        const QByteArray large(MaxFollowedPayload, 'x');
        constexpr int Count = int(FollowedEntries::MaxBytes / MaxFollowedPayload);
        constexpr int Ticks = 8;
        for (int tick = 1; tick <= Ticks; ++tick) {
            for (int i = 0; i < Count / Ticks; ++i) {
                LogBatch part = batchOf(200);
                part.entries.push_back(followedEntry(1, 1, large));
                stream.take(0, std::move(part));
            }
            QVERIFY(fast.gets(std::size_t(tick)));
        }
        quint64 whole = 0;
        quint64 inGap = 0;
        for (std::size_t batches = 2; whole + inGap < quint64(Count); ++batches) {
            slow.subscription->acknowledge();
            QVERIFY(slow.gets(batches));
            for (const LogEntry &each : slow.batches.back().entries) {
                whole += each.isFollowed && each.kind == MessageKind::Data ? 1 : 0;
                inGap += each.kind == MessageKind::Gap ? each.messages : 0;
            }
        }
        QVERIFY(whole >= quint64(Count) / 2 - 2);
        QVERIFY(inGap > 0);
        QCOMPARE(whole + inGap, quint64(Count));
    }
};

QTEST_GUILESS_MAIN(TestMessageStream)
#include "tst_messagestream.moc"
