#include "core/observe/messagewatch.h"

#include "tests/support/peers.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

struct Listener
{
    Listener()
        : watch(peers.loop, [this](LogBatch &&batch) { batches.push_back(std::move(batch)); })
    {
    }
    void say(QByteArrayView payload, Opcode opcode = Opcode::Text)
    {
        watch.messageOut({}, opcode, payload, 1);
    }
    bool publishes(std::size_t count)
    {
        return waitUntil([&] { return batches.size() == count; });
    }
    Peers peers;
    std::vector<LogBatch> batches;
    MessageWatch watch;
};

} // namespace

class TestMessageWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesDownWhoSaidWhatToWhom()
    {
        Listener listener;
        const MessageContext alice{ConnectionId(1), QStringLiteral("alice"), QStringLiteral("blue"), 41};
        listener.watch.messageIn(alice, Opcode::Text, "hello", 3);
        listener.watch.messageOut(alice, Opcode::Binary, "you", 1);
        listener.watch.messageOut({{}, {}, QStringLiteral("blue")}, Opcode::Text, "all of blue", 7);
        listener.watch.messageOut({}, Opcode::Text, "all", 9);
        QVERIFY(listener.publishes(1));
        const LogBatch &batch = listener.batches[0];
        QCOMPARE(batch.leftOut, 0u);
        QCOMPARE(batch.entries.size(), std::size_t(4));
        const LogEntry &in = batch.entries[0];
        QCOMPARE(in.number, 1u);
        QCOMPARE(int(in.direction), int(Direction::In));
        QCOMPARE(int(in.type), int(MessageType::Text));
        QCOMPARE(in.connection, ConnectionId(1));
        QCOMPARE(in.user, QStringLiteral("alice"));
        QCOMPARE(in.room, QStringLiteral("blue"));
        QCOMPARE(in.seq, 41u);
        QCOMPARE(in.recipients, 3u);
        QCOMPARE(in.payload, "hello");
        QCOMPARE(in.size, 5);
        QVERIFY(!in.isTruncated());
        QVERIFY(in.time.time_since_epoch().count() > 0);
        const LogEntry &out = batch.entries[1];
        QCOMPARE(int(out.direction), int(Direction::Out));
        QCOMPARE(int(out.type), int(MessageType::Binary));
        QCOMPARE(out.connection, ConnectionId(1));
        QCOMPARE(out.user, QStringLiteral("alice"));
        QVERIFY(batch.entries[2].connection.isNull());
        QCOMPARE(batch.entries[2].room, QStringLiteral("blue"));
        QCOMPARE(batch.entries[2].recipients, 7u);
        QVERIFY(batch.entries[3].room.isEmpty());
        QCOMPARE(batch.entries[3].seq, 0u);
        QCOMPARE(batch.entries[3].number, 4u);
    }
    void marksWhatItCut_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("kept");
        constexpr int Max = int(MaxLoggedPayload);
        QTest::newRow("nothing") << 0 << 0;
        QTest::newRow("the most") << Max << Max;
        QTest::newRow("one more") << Max + 1 << Max;
        QTest::newRow("much more") << 3 * Max << Max;
    }
    void marksWhatItCut()
    {
        QFETCH(const int, size);
        QFETCH(const int, kept);
        Listener listener;
        listener.say(QByteArray(size, 'x'));
        QVERIFY(listener.publishes(1));
        const LogEntry &entry = listener.batches[0].entries[0];
        QCOMPARE(entry.size, size);
        QCOMPARE(entry.payload.size(), kept);
        QCOMPARE(entry.isTruncated(), size > kept);
    }
    void keepsItsOwnCopy()
    {
        Listener listener;
        QByteArray bytes("mortal");
        listener.say(bytes);
        bytes.fill('x');
        QVERIFY(listener.publishes(1));
        QCOMPARE(listener.batches[0].entries[0].payload, "mortal");
    }
    void countsExactlyWhatDidNotFit()
    {
        Listener listener;
        constexpr auto Max = int(MessageWatch::MaxEntries);
        for (int i = 0; i < Max + 123; ++i)
            listener.say("x");
        QVERIFY(listener.publishes(1));
        QCOMPARE(listener.batches[0].entries.size(), MessageWatch::MaxEntries);
        QCOMPARE(listener.batches[0].leftOut, 123u);
        QCOMPARE(listener.batches[0].entries.back().number, quint64(Max));
        listener.watch.acknowledge();
        listener.say("next");
        QVERIFY(listener.publishes(2));
        QCOMPARE(listener.batches[1].leftOut, 0u);                               // since the batch before
        QCOMPARE(listener.batches[1].entries[0].number, quint64(Max + 123 + 1)); // the gap shows
    }
    void isBoundedInBytes()
    {
        Listener listener;
        const QByteArray large(MaxLoggedPayload, 'x');
        constexpr auto Fit = int(MessageWatch::MaxBytes / MaxLoggedPayload);
        for (int i = 0; i < Fit + 10; ++i)
            listener.say(large);
        QVERIFY(listener.publishes(1));
        QCOMPARE(listener.batches[0].entries.size(), std::size_t(Fit));
        QCOMPARE(listener.batches[0].leftOut, 10u);
    }
    void aWatcherThatHangsGetsNothingMoreButTheCount()
    {
        Listener listener;
        listener.say("first");
        QVERIFY(listener.publishes(1));
        for (int i = 0; i < 10'000; ++i)
            listener.say("x");
        const TimePoint end = Clock::now() + 150ms;
        QVERIFY(waitUntil([&] { return Clock::now() >= end; }));
        QCOMPARE(listener.batches.size(), std::size_t(1));
        listener.watch.acknowledge();
        QVERIFY(listener.publishes(2));
        QCOMPARE(listener.batches[1].entries.size(), MessageWatch::MaxEntries);
        QCOMPARE(listener.batches[1].leftOut, quint64(10'000) - MessageWatch::MaxEntries);
    }
    void resetForgetsButGoesOnCounting()
    {
        Listener listener;
        listener.say("of the watch before");
        listener.watch.reset();
        listener.say("ours");
        QVERIFY(listener.publishes(1));
        QCOMPARE(listener.batches[0].entries.size(), std::size_t(1));
        QCOMPARE(listener.batches[0].entries[0].payload, "ours");
        QCOMPARE(listener.batches[0].entries[0].number, 2u);
        QCOMPARE(listener.batches[0].leftOut, 0u);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestMessageWatch)
#include "tst_messagewatch.moc"
