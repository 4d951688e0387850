#include "core/observe/messagecollector.h"

#include "core/hub/messageentries.h"
#include "core/session/connectiontable.h"

#include "tests/support/peers.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

LogEntry entryOf(const QByteArray &payload)
{
    LogEntry entry;
    entry.size = payload.size();
    entry.payload = payload.first(std::min(entry.size, MaxLoggedPayload));
    return entry;
}

PreparedMessage text(const QByteArray &payload)
{
    return PreparedMessage(Opcode::Text, payload);
}

struct Collected
{
    Collected()
        : collector(
              peers.loop, [this](LogBatch &&batch) { batches.push_back(std::move(batch)); }, nullptr, backlog)
    {
        peers.ownsConnections = false;
        peers.onConnected = [this](Peer &peer) {
            connections.add(std::unique_ptr<Connection>(peer.connection.data()));
        };
    }
    ~Collected() { peers.closeAll(); }
    Q_DISABLE_COPY_MOVE(Collected)

    //! As a hub does. Returns whether it was wanted.
    bool add(const QByteArray &payload, const Connection *client = nullptr)
    {
        if (!collector.wants(client, payload.size()))
            return false;
        collector.add(client ? receivedEntry(*client, Opcode::Text, payload, {}) : entryOf(payload));
        return true;
    }
    void watch(std::vector<ConnectionId> followed, std::vector<ConnectionId> controlled = {})
    {
        collector.watch({std::move(followed), std::move(controlled)}, connections);
    }
    bool sends(std::size_t count)
    {
        return waitUntil([&] { return batches.size() == count; });
    }
    //! What is sent until a batch has an entry with \a last, without the order.
    std::vector<LogEntry> entriesUpTo(const QByteArray &last)
    {
        std::vector<LogEntry> entries;
        std::size_t seen = 0;
        waitUntil([&] {
            for (; seen < batches.size(); ++seen) {
                entries.insert(entries.end(), batches[seen].entries.begin(), batches[seen].entries.end());
                collector.acknowledge();
            }
            return std::ranges::find(entries, last, &LogEntry::payload) != entries.end();
        });
        return entries;
    }

    Peers peers;
    std::vector<LogBatch> batches;
    std::shared_ptr<MessageBacklog> backlog = std::make_shared<MessageBacklog>();
    MessageCollector collector;
    ConnectionTable connections;
};

} // namespace

class TestMessageCollector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stampsEntriesInTheirOrder()
    {
        Collected collected;
        const TimePoint before = Clock::now();
        for (int i = 0; i < 100; ++i)
            collected.add(QByteArray::number(i));
        LogEntry late = entryOf("of another time");
        late.at = before;
        QVERIFY(collected.collector.wants(nullptr, late.size));
        collected.collector.add(std::move(late));
        QVERIFY(collected.sends(1));
        const LogBatch &batch = collected.batches[0];
        QCOMPARE(batch.leftOut, 0u);
        QCOMPARE(batch.entries.size(), std::size_t(101));
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(batch.entries[std::size_t(i)].payload, QByteArray::number(i));
            QVERIFY(batch.entries[std::size_t(i)].time.time_since_epoch().count() > 0);
            QVERIFY(batch.entries[std::size_t(i)].at >=
                    (i > 0 ? batch.entries[std::size_t(i - 1)].at : before));
        }
        QCOMPARE(batch.entries.back().at, before);
    }
    void saysWhatItHasNotSentYet()
    {
        Collected collected;
        const MessageBacklog &backlog = *collected.backlog;
        collected.add("first");
        collected.add("second");
        const TimePoint since = backlog.missingSince();
        QVERIFY(collected.sends(1));
        QCOMPARE(collected.batches[0].entries[0].at, since);
        QCOMPARE(backlog.missingSince(), TimePoint::min()); // on its way
        collected.backlog->partTaken();
        QCOMPARE(backlog.missingSince(), TimePoint::max());
        collected.add("third");
        QVERIFY(backlog.missingSince() > collected.batches[0].entries[1].at);
        collected.collector.reset();
        QCOMPARE(backlog.missingSince(), TimePoint::max());
    }
    void countsMessagesBeyondTheMaximum()
    {
        Collected collected;
        constexpr auto Max = int(MessageCollector::MaxEntries);
        for (int i = 0; i < Max + 123; ++i)
            QCOMPARE(collected.add("x"), i < Max);
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
        const QByteArray large(3 * MaxLoggedPayload, 'x'); // of which the maximum is kept
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
        const Peer &ann = collected.peers.connect();
        collected.watch({ann.connection->id()});
        collected.add("before the reset");
        collected.add("followed before the reset", ann.connection);
        collected.collector.reset();
        collected.add("after the reset");
        QVERIFY(collected.sends(1));
        QCOMPARE(collected.batches[0].entries.size(), std::size_t(1));
        QCOMPARE(collected.batches[0].entries[0].payload, "after the reset");
        QCOMPARE(collected.batches[0].leftOut, 0u);
    }

    // ---- followed connections

    void aFloodOfOthersDoesNotDisplaceFollowedEntries()
    {
        Collected collected;
        const Peer &ann = collected.peers.connect();
        const Peer &eve = collected.peers.connect();
        collected.watch({ann.connection->id(), ConnectionId(99)});
        QVERIFY(ann.connection->isFollowed());
        QVERIFY(!eve.connection->isFollowed());
        constexpr int Flood = 3 * int(MessageCollector::MaxEntries);
        for (int i = 0; i < Flood; ++i) {
            collected.add("flood", eve.connection);
            QVERIFY(collected.add("followed", ann.connection));
        }
        QVERIFY(collected.sends(1));
        const LogBatch &batch = collected.batches[0];
        QCOMPARE(batch.leftOut, quint64(Flood) - MessageCollector::MaxEntries);
        QCOMPARE(std::ranges::count_if(batch.entries, &LogEntry::isFollowed), Flood);
        QVERIFY(std::ranges::all_of(batch.entries, [](const LogEntry &entry) {
            return entry.isFollowed == (entry.payload == "followed");
        }));
    }
    void followedPayloadsAreKeptUpToALargerMaximum_data()
    {
        QTest::addColumn<qint64>("size");
        QTest::newRow("more than others") << MaxLoggedPayload + 1;
        QTest::newRow("maximum") << MaxFollowedPayload;
        QTest::newRow("one byte more") << MaxFollowedPayload + 1;
    }
    void followedPayloadsAreKeptUpToALargerMaximum()
    {
        QFETCH(const qint64, size);
        Collected collected;
        const Peer &ann = collected.peers.connect();
        collected.watch({ann.connection->id()});
        collected.add(QByteArray(size, 'x'), ann.connection);
        QVERIFY(ann.connection->send(text(QByteArray(size, 'y'))));
        QVERIFY(collected.sends(1));
        QCOMPARE(collected.batches[0].entries.size(), std::size_t(2));
        for (const LogEntry &entry : collected.batches[0].entries) {
            QCOMPARE(entry.size, size);
            QCOMPARE(entry.payload.size(), std::min(size, MaxFollowedPayload));
            QCOMPARE(entry.isTruncated(), size > MaxFollowedPayload);
        }
    }
    void whatDoesNotFitIsOneGap()
    {
        Collected collected;
        const Peer &ann = collected.peers.connect();
        const Peer &bob = collected.peers.connect();
        collected.watch({ann.connection->id(), bob.connection->id()});
        const QByteArray large(MaxFollowedPayload, 'x');
        int wanted = 0;
        constexpr int Sent = 200;
        for (int i = 0; i < Sent; ++i)
            wanted += collected.add(large, ann.connection) ? 1 : 0;
        QVERIFY(wanted > 20 && wanted < 150);
        QVERIFY(collected.add("of bob", bob.connection));
        const std::vector<LogEntry> entries = collected.entriesUpTo("of bob");
        QCOMPARE(entries.size(), std::size_t(wanted + 2));
        const LogEntry &gap = entries[std::size_t(wanted)];
        QCOMPARE(gap.kind, MessageKind::Gap);
        QCOMPARE(gap.connection, ann.connection->id());
        QCOMPARE(gap.messages, quint64(Sent - wanted));
        QCOMPARE(gap.size, (Sent - wanted) * MaxFollowedPayload);
        QVERIFY(gap.isFollowed);
        QVERIFY(collected.add("goes on", ann.connection));
        QVERIFY(!collected.entriesUpTo("goes on").empty());
    }
    void deliveriesOfFollowedConnectionsHaveEntries()
    {
        Collected collected;
        Peer &ann = collected.peers.connect("/room/blue?user=ann");
        Peer &bob = collected.peers.connect("/room/blue?user=bob");
        collected.watch({ann.connection->id()});
        for (Peer *peer : {&ann, &bob}) {
            QVERIFY(peer->connection->send(text("to all")));
            QVERIFY(peer->connection->sendHint(text("hint")));
            QVERIFY(peer->connection->sendAlone(text("alone"))); // its sender reports it
            QVERIFY(peer->connection->sendAnswer(text("answer")));
        }
        collected.add("end");
        const std::vector<LogEntry> entries = collected.entriesUpTo("end");
        QCOMPARE(entries.size(), std::size_t(3));
        for (const std::size_t i : {std::size_t(1), std::size_t(2)}) {
            QCOMPARE(entries[i].payload, i == 1 ? "to all" : "hint");
            QVERIFY(entries[i].isFollowed && entries[i].isDelivery);
            QCOMPARE(entries[i].connection, ann.connection->id());
            QCOMPARE(entries[i].user, QStringLiteral("ann"));
        }
    }
    void followsNoMoreWhatIsNotWatchedAnyMore()
    {
        Collected collected;
        const Peer &ann = collected.peers.connect();
        const Peer &bob = collected.peers.connect();
        collected.watch({ann.connection->id()}, {ann.connection->id()});
        collected.watch({bob.connection->id()});
        QVERIFY(!ann.connection->isFollowed());
        QVERIFY(bob.connection->isFollowed());
        ann.connection->send(text("to ann"));
        bob.connection->send(text("to bob"));
        collected.watch({});
        bob.connection->send(text("more to bob"));
        collected.add("end");
        QCOMPARE(collected.entriesUpTo("end").size(), std::size_t(2));
    }

    // ---- control frames

    void showsTheControlFramesOfSelectedConnections_data()
    {
        QTest::addColumn<bool>("isFollowed");
        QTest::newRow("selected") << false;
        QTest::newRow("selected and followed") << true;
    }
    void showsTheControlFramesOfSelectedConnections()
    {
        QFETCH(const bool, isFollowed);
        Collected collected;
        Peer &ann = collected.peers.connect();
        Peer &bob = collected.peers.connect();
        collected.watch(isFollowed ? std::vector{ann.connection->id()} : std::vector<ConnectionId>(),
                        {ann.connection->id()});
        for (Peer *peer : {&ann, &bob}) {
            peer->client.send(frame(Opcode::Ping, "p1") + frame(Opcode::Pong, "unasked"));
            QVERIFY(waitUntil([&] { return !peer->client.frames().empty(); }));
            peer->connection->pingNow();
            peer->send(Opcode::Close, encodeClosePayload(4001, "enough of \u00e4"));
            QVERIFY(peer->receivesClose(4001));
        }
        collected.add("end");
        const std::vector<LogEntry> all = collected.entriesUpTo("end");
        std::vector<LogEntry> entries;
        std::ranges::copy_if(all, std::back_inserter(entries),
                             [](const LogEntry &entry) { return entry.kind == MessageKind::Control; });
        QCOMPARE(entries.size(), std::size_t(6));
        QCOMPARE(all.size(), std::size_t(7)); // none of bob's
        const auto check = [&](std::size_t at, Direction direction, const char *type) {
            return entries[at].direction == direction && entries[at].envelopeType == type &&
                   entries[at].connection == ConnectionId(1) && entries[at].isFollowed == isFollowed;
        };
        QVERIFY(check(0, Direction::In, "ping") && entries[0].payload == "p1");
        QVERIFY(check(1, Direction::Out, "pong") && entries[1].payload == "p1");
        QVERIFY(check(2, Direction::In, "pong") && entries[2].payload == "unasked");
        QVERIFY(check(3, Direction::Out, "ping") && entries[3].size > 0);
        QVERIFY(check(4, Direction::In, "close") && entries[4].code == "4001");
        QCOMPARE(entries[4].payload, "enough of \u00e4");
        QCOMPARE(entries[4].type, MessageType::Text);
        QVERIFY(check(5, Direction::Out, "close") && entries[5].code == "4001");
    }
    void showsTheCloseOfAKick()
    {
        Collected collected;
        Peer &ann = collected.peers.connect();
        collected.watch({}, {ann.connection->id()});
        ann.connection->kick(CloseReason::kick(4123, QStringLiteral("out")));
        ann.send(Opcode::Close, {});
        QVERIFY(waitUntil([&] { return ann.answered.has_value(); }));
        collected.add("end");
        const std::vector<LogEntry> entries = collected.entriesUpTo("end");
        QCOMPARE(entries.size(), std::size_t(3));
        QCOMPARE(entries[0].code, "4123");
        QCOMPARE(entries[0].payload, "out");
        QCOMPARE(entries[1].direction, Direction::In);
        QVERIFY(entries[1].code.isEmpty()); // a Close without a code
    }
};

SIGNALBOX_IO_TEST_MAIN(TestMessageCollector)
#include "tst_messagecollector.moc"
