#include "core/observe/messagecollector.h"

#include "tests/support/peers.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

struct Collected
{
    Collected()
        : collector(peers.loop, [this](LogBatch &&batch) { batches.push_back(std::move(batch)); })
    {
    }
    void add(QByteArrayView payload, Opcode opcode = Opcode::Text)
    {
        collector.messageOut({}, opcode, payload, 1);
    }
    bool sends(std::size_t count)
    {
        return waitUntil([&] { return batches.size() == count; });
    }
    Peers peers;
    std::vector<LogBatch> batches;
    MessageCollector collector;
};

} // namespace

class TestMessageCollector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordsSenderRecipientAndPayload()
    {
        Collected collected;
        const MessageContext alice{ConnectionId(1), QStringLiteral("alice"), QStringLiteral("blue"), 41};
        collected.collector.messageIn(alice, Opcode::Text, "hello", 3);
        collected.collector.messageOut(alice, Opcode::Binary, "you", 1);
        collected.collector.messageOut({{}, {}, QStringLiteral("blue")}, Opcode::Text, "all of blue", 7);
        collected.collector.messageOut({}, Opcode::Text, "all", 9);
        QVERIFY(collected.sends(1));
        const LogBatch &batch = collected.batches[0];
        QCOMPARE(batch.leftOut, 0u);
        QCOMPARE(batch.entries.size(), std::size_t(4));
        const LogEntry &in = batch.entries[0];
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
    }
    void marksTruncatedPayloads_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("kept");
        constexpr int Max = int(MaxLoggedPayload);
        QTest::newRow("empty") << 0 << 0;
        QTest::newRow("maximum") << Max << Max;
        QTest::newRow("one byte more") << Max + 1 << Max;
        QTest::newRow("three times the maximum") << 3 * Max << Max;
    }
    void marksTruncatedPayloads()
    {
        QFETCH(const int, size);
        QFETCH(const int, kept);
        Collected collected;
        collected.add(QByteArray(size, 'x'));
        QVERIFY(collected.sends(1));
        const LogEntry &entry = collected.batches[0].entries[0];
        QCOMPARE(entry.size, size);
        QCOMPARE(entry.payload.size(), kept);
        QCOMPARE(entry.isTruncated(), size > kept);
    }
    void copiesThePayload()
    {
        Collected collected;
        QByteArray bytes("payload");
        collected.add(bytes);
        bytes.fill('x');
        QVERIFY(collected.sends(1));
        QCOMPARE(collected.batches[0].entries[0].payload, "payload");
    }
    void countsMessagesBeyondTheMaximum()
    {
        Collected collected;
        constexpr auto Max = int(MessageCollector::MaxEntries);
        for (int i = 0; i < Max + 123; ++i)
            collected.add("x");
        QVERIFY(collected.sends(1));
        QCOMPARE(collected.batches[0].entries.size(), MessageCollector::MaxEntries);
        QCOMPARE(collected.batches[0].leftOut, 123u);
        collected.collector.acknowledge();
        collected.add("next");
        QVERIFY(collected.sends(2));
        QCOMPARE(collected.batches[1].entries.size(), std::size_t(1));
        QCOMPARE(collected.batches[1].leftOut, 0u); // counted in the batch before
    }
    void isBoundedInBytes()
    {
        Collected collected;
        const QByteArray large(MaxLoggedPayload, 'x');
        constexpr auto Fit = int(MessageCollector::MaxBytes / MaxLoggedPayload);
        for (int i = 0; i < Fit + 10; ++i)
            collected.add(large);
        QVERIFY(collected.sends(1));
        QCOMPARE(collected.batches[0].entries.size(), std::size_t(Fit));
        QCOMPARE(collected.batches[0].leftOut, 10u);
    }
    void sendsNothingMoreUntilAcknowledged()
    {
        Collected collected;
        collected.add("first");
        QVERIFY(collected.sends(1));
        for (int i = 0; i < 10'000; ++i)
            collected.add("x");
        const TimePoint end = Clock::now() + 150ms;
        QVERIFY(waitUntil([&] { return Clock::now() >= end; }));
        QCOMPARE(collected.batches.size(), std::size_t(1));
        collected.collector.acknowledge();
        QVERIFY(collected.sends(2));
        QCOMPARE(collected.batches[1].entries.size(), MessageCollector::MaxEntries);
        QCOMPARE(collected.batches[1].leftOut, quint64(10'000) - MessageCollector::MaxEntries);
    }
    void resetDiscardsTheBatch()
    {
        Collected collected;
        collected.add("before the reset");
        collected.collector.reset();
        collected.add("after the reset");
        QVERIFY(collected.sends(1));
        QCOMPARE(collected.batches[0].entries.size(), std::size_t(1));
        QCOMPARE(collected.batches[0].entries[0].payload, "after the reset");
        QCOMPARE(collected.batches[0].leftOut, 0u);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestMessageCollector)
#include "tst_messagecollector.moc"
