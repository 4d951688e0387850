// Joins with `since`, through the hubs of several threads.

#include "tests/core/hub/hubfixture.h"

#include <QTest>

#include <netinet/tcp.h>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString blue = QStringLiteral("blue");

struct Fixture
{
    explicit Fixture(std::size_t threads, const HistorySettings &history = {0, Milliseconds(0), 0},
                     bool announces = false)
        : hubs(threads, {{.announce = announces}, history, {}})
        , observer(hubs.connect(hubs.shardOf(blue), "/room/blue"))
    {
        Peer &peer = hubs.connectEnvelope(0, "/room/blue");
        hubs.passAll();
        waitUntil([&] { return !peer.received().empty(); });
        epoch = json(peer.received()[0])[u"epoch"].toString().toUtf8();
        peer.client.close();
        settle();
    }

    //! Does not read before the test asks for what it has received. Not in room blue.
    Peer &connectSlow(std::size_t thread)
    {
        hubs.nextThread = thread;
        Peer &peer = hubs.peers.connectSaying(
            upgradeHead("/room/red", "Sec-WebSocket-Protocol: signalbox.v1.json\r\n"), 4096, 2048);
        const int on =
            1; // requests must not wait for acknowledgements, which a server sends late when it cannot write
        ::setsockopt(peer.client.descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        hubs.passAll();
        return peer;
    }
    void publish(int count, qsizetype size = 10, char filling = 'x')
    {
        for (int i = 0; i < count; ++i) {
            hubs.hubs[hubs.shardOf(blue)]->sendToRoom(
                blue, PreparedMessage(Opcode::Text, QByteArray(size, filling)));
            ++last;
        }
        if (count > 1) { // else it would be a slow consumer
            observer.client.received();
            hubs.peers.turn();
        }
    }
    void join(Peer &peer, int since, int id = 1, const QByteArray &room = "blue")
    {
        peer.send(Opcode::Text, R"({"type":"join","id":)" + QByteArray::number(id) + R"(,"room":")" + room +
                                    R"(","since":{"epoch":")" + epoch + R"(","seq":)" +
                                    QByteArray::number(since) + "}}");
    }
    //! Until the request is handled, and the server waits for the peer.
    void settle()
    {
        for (int i = 0; i < 20; ++i) {
            hubs.peers.turn();
            hubs.passAll();
        }
    }
    //! Reads until \a peer has received \a count messages.
    bool reads(Peer &peer, qsizetype count)
    {
        return hubs.passUntil([&] { return peer.received().size() >= count; });
    }

    //! Reads until \a peer has received the answer to a ping, behind all that is queued.
    bool readsAll(Peer &peer)
    {
        peer.send(Opcode::Text, R"({"type":"ping","id":"the end"})");
        return hubs.passUntil([&] { return peer.client.received().endsWith(R"("the end"})"); });
    }

    Hubs hubs;
    Peer &observer;
    QByteArray epoch;
    int last = 0; //!< seq
};

QByteArray seqs(const QJsonArray &messages)
{
    if (messages.isEmpty())
        return "none";
    for (qsizetype i = 1; i < messages.size(); ++i) {
        if (messages[i][u"seq"].toInt() != messages[i - 1][u"seq"].toInt() + 1)
            return "a gap";
    }
    return QByteArray::number(messages.first()[u"seq"].toInt()) + '-' +
           QByteArray::number(messages.last()[u"seq"].toInt());
}

//! `ack 5`, `history 3-7`, `history 3-7 lost`, `message 8` ...
QByteArrayList shown(Peer &peer)
{
    QByteArrayList lines;
    for (const QByteArray &text : peer.received()) {
        const QJsonObject message = json(text);
        QByteArray line = message[u"type"].toString().toUtf8();
        if (line == "history")
            line +=
                ' ' + seqs(message[u"messages"].toArray()) + (message[u"recovered"].toBool() ? "" : " lost");
        else if (message.contains(u"seq"))
            line += ' ' + QByteArray::number(message[u"seq"].toInt());
        lines.append(line);
    }
    return lines;
}

} // namespace

class TestReplays : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void liveFollowsReplayWithoutGapOrDuplicate_data()
    {
        QTest::addColumn<int>("threads");
        QTest::addColumn<quint32>("seed");
        for (const int threads : {1, 2, 3}) {
            for (const quint32 seed : {1u, 2u, 3u, 4u})
                QTest::addRow("%d threads, seed %u", threads, seed) << threads << seed;
        }
    }
    void liveFollowsReplayWithoutGapOrDuplicate()
    {
        QFETCH(const int, threads);
        QFETCH(const quint32, seed);
        std::mt19937 random(seed);
        Fixture fixture{std::size_t(threads)};
        Peer &peer = fixture.connectSlow(fixture.hubs.awayFrom(blue));
        fixture.publish(100, 2000, '\x01');
        const int since = int(random() % 100);
        fixture.join(peer, since);
        for (int i = 0; i < 400; ++i) { // the reader is at first slower than the publisher
            if (random() % 2 == 0)
                fixture.publish(1, qsizetype(random() % 500));
            if (random() % 2 == 0)
                fixture.hubs.passOne(random() % fixture.hubs.threadCount());
            if (random() % (i < 200 ? 20 : 3) == 0) {
                peer.client.received();
                fixture.hubs.peers.turn();
            }
        }
        const auto lastSeen = [&] { return json(peer.received().last())[u"seq"].toInt(); };
        QVERIFY(fixture.hubs.passUntil([&] {
            const QByteArrayList lines = shown(peer);
            return lines.size() >= 3 && (lines.last().endsWith('-' + QByteArray::number(fixture.last)) ||
                                         lines.last() == "message " + QByteArray::number(fixture.last));
        }));
        fixture.publish(1);
        QVERIFY(fixture.hubs.passUntil([&] { return lastSeen() == fixture.last; }));
        const QByteArrayList lines = shown(peer);
        QCOMPARE(lines[0], "welcome");
        QVERIFY(lines[1].startsWith("ack "));
        const QJsonArray replayed = json(peer.received()[2])[u"messages"].toArray();
        QVERIFY(json(peer.received()[2])[u"recovered"].toBool());
        QCOMPARE(replayed.first()[u"seq"].toInt(), since + 1);
        const int head = replayed.last()[u"seq"].toInt();
        QVERIFY(head >= lines[1].sliced(4).toInt());
        QCOMPARE(lines[2], "history " + QByteArray::number(since + 1) + '-' + QByteArray::number(head));
        QByteArrayList expected = lines.first(3);
        for (int seq = head + 1; seq <= fixture.last; ++seq)
            expected.append("message " + QByteArray::number(seq));
        QCOMPARE(lines, expected);
    }
    void whileAReplayGoesOnTheRoomIsNotQueued()
    {
        Fixture fixture(2);
        Peer &peer = fixture.connectSlow(fixture.hubs.awayFrom(blue));
        fixture.publish(200, 2000, '\x01'); // 2.4 MB of JSON
        fixture.join(peer, 0);
        fixture.settle();
        for (int i = 0; i < 100; ++i) {
            fixture.publish(10, 2000);
            fixture.settle();
            QVERIFY(peer.connection->activity().queuedBytes < 2 * FragmentSource::MaxFragment);
        }
        QVERIFY(fixture.readsAll(peer));
        QCOMPARE(shown(peer).sliced(1), (QByteArrayList{"ack 200", "history 1-1200", "pong"}));
        fixture.publish(1);
        QVERIFY(fixture.reads(peer, 5));
        QCOMPARE(shown(peer).last(), "message 1201");
        for (const ReceivedFrame &frame : peer.client.frames())
            QVERIFY(frame.payload.size() <= FragmentSource::MaxFragment);
    }
    void noticesDoNotQueueBehindAReplayThatIsReadSlowly()
    {
        Fixture fixture(2, {0, Milliseconds(0), 0}, true);
        Peer &peer = fixture.connectSlow(fixture.hubs.awayFrom(blue));
        fixture.publish(50, 3000, '\x01');
        fixture.join(peer, 0);
        fixture.settle();
        fixture.hubs.connectEnvelope(0, "/room/blue");
        fixture.settle();
        QVERIFY(fixture.reads(peer, 3));
        fixture.hubs.connectEnvelope(0, "/room/blue");
        QVERIFY(fixture.reads(peer, 4));
        QCOMPARE(shown(peer), (QByteArrayList{"welcome", "ack 50", "history 1-50", "joined"}));
    }
    void endsWhereTheHistoryIsDroppedUnderIt()
    {
        Fixture fixture(2, {10, Milliseconds(0), 0});
        Peer &peer = fixture.connectSlow(fixture.hubs.awayFrom(blue));
        fixture.publish(10, 30'000, '\x01');
        fixture.join(peer, 0);
        fixture.settle();
        fixture.publish(30, 100);
        QVERIFY(fixture.reads(peer, 3));
        fixture.publish(1, 100);
        QVERIFY(fixture.reads(peer, 4));
        const QByteArrayList lines = shown(peer);
        QCOMPARE(lines[1], "ack 10");
        QVERIFY(lines[2].startsWith("history 1-"));
        QVERIFY(lines[2].endsWith(" lost"));
        QCOMPARE(lines.sliced(3), QByteArrayList{"message 41"});
    }
    void aLeaveEndsTheReplayAtItsPosition()
    {
        Fixture fixture(2);
        Peer &peer = fixture.connectSlow(fixture.hubs.awayFrom(blue));
        fixture.publish(50, 3000, '\x01');
        fixture.join(peer, 0);
        fixture.settle();
        fixture.publish(5);
        peer.send(Opcode::Text, R"({"type":"leave","id":2,"room":"blue"})");
        fixture.settle();
        fixture.publish(5);
        QVERIFY(fixture.reads(peer, 4));
        fixture.publish(5);
        fixture.settle();
        QCOMPARE(shown(peer), (QByteArrayList{"welcome", "ack 50", "history 1-55", "ack"}));
    }
    void aMemberThatComesBackMeanwhileHasTwoReplays()
    {
        Fixture fixture(2);
        Peer &peer = fixture.connectSlow(fixture.hubs.awayFrom(blue));
        fixture.publish(50, 3000, '\x01');
        fixture.join(peer, 20);
        fixture.settle();
        peer.send(Opcode::Text, R"({"type":"leave","id":2,"room":"blue"})");
        fixture.settle();
        fixture.publish(5);
        fixture.join(peer, 30);
        fixture.settle();
        fixture.publish(5);
        QVERIFY(fixture.reads(peer, 6));
        fixture.publish(1);
        QVERIFY(fixture.reads(peer, 7));
        QCOMPARE(shown(peer), (QByteArrayList{"welcome", "ack 50", "history 21-50", "ack", "ack 55",
                                              "history 31-60", "message 61"}));
    }
    void replaysQueueBehindEachOther()
    {
        Fixture fixture(2);
        Peer &peer = fixture.connectSlow(fixture.hubs.awayFrom(blue));
        fixture.publish(50, 3000, '\x01');
        const auto request = [&](const QByteArray &text) {
            peer.send(Opcode::Text, text);
            fixture.settle(); // there is no order between rooms
        };
        fixture.join(peer, 0, 1);
        fixture.settle();
        fixture.join(peer, 45, 2); // of the same room
        fixture.settle();
        fixture.join(peer, 0, 3, "red"); // of a room it is in, and with nothing to replay
        fixture.settle();
        request(R"({"type":"join","id":4,"room":"blue"})"); // without a replay
        request(R"({"type":"ping","id":5})");
        fixture.publish(10);
        fixture.settle();
        QVERIFY(fixture.reads(peer, 9));
        fixture.publish(1);
        QVERIFY(fixture.reads(peer, 10));
        QCOMPARE(shown(peer), (QByteArrayList{"welcome", "ack 50", "history 1-60", "ack 50", "history 46-60",
                                              "ack 0", "history none lost", "ack 50", "pong", "message 61"}));
    }
    void aMemberThatJoinsAgainReadsOnInItsReplay()
    {
        Fixture fixture(2);
        Peer &peer = fixture.connectSlow(fixture.hubs.awayFrom(blue));
        peer.send(Opcode::Text, R"({"type":"join","id":1,"room":"blue"})");
        fixture.settle();
        fixture.publish(3);
        fixture.settle();
        fixture.join(peer, 1, 2);
        fixture.settle();
        fixture.publish(2);
        QVERIFY(fixture.reads(peer, 9));
        QCOMPARE(shown(peer), (QByteArrayList{"welcome", "ack 0", "message 1", "message 2", "message 3",
                                              "ack 3", "history 2-3", "message 4", "message 5"}));
    }
    void aPeerThatDoesNotReadHasFewReplays()
    {
        Fixture fixture(2);
        Peer &peer = fixture.connectSlow(fixture.hubs.awayFrom(blue));
        fixture.publish(5, 1000, '\x01'); // 30 KB a replay
        for (int i = 0; i < 200; ++i)
            fixture.join(peer, 0, i);
        fixture.settle();
        QVERIFY(peer.connection->activity().queuedFrames < 100); // two for each
        QVERIFY(peer.connection->activity().queuedBytes < 64 * 1024);
        QVERIFY(fixture.reads(peer, 1 + 2 * 200));
        const QByteArrayList lines = shown(peer);
        QCOMPARE(lines.count("ack 5"), 200);
        QCOMPARE(lines.count("history 1-5"), 200);
    }
    void aCloseComesBehindTheReplay()
    {
        Fixture fixture(2);
        Peer &peer = fixture.connectSlow(fixture.hubs.awayFrom(blue));
        fixture.publish(50, 3000, '\x01');
        fixture.join(peer, 0);
        fixture.settle();
        peer.connection->closeInTime(CloseReason::of(Cause::Drain));
        QVERIFY(fixture.hubs.passUntil([&] { return peer.receivedClose() == 1012; }));
        QCOMPARE(shown(peer), (QByteArrayList{"welcome", "ack 50", "history 1-50"}));
        peer.sendClose(1012);
        QVERIFY(peer.ends());
    }
    void aKickEndsTheReplayInTheMiddle()
    {
        Fixture fixture(2);
        Peer &peer = fixture.connectSlow(fixture.hubs.awayFrom(blue));
        fixture.publish(50, 3000, '\x01');
        fixture.join(peer, 0);
        fixture.join(peer, 0);
        fixture.settle();
        peer.connection->kick(CloseReason::of(Cause::Kicked));
        fixture.publish(5);
        QVERIFY(fixture.hubs.passUntil([&] { return peer.receivedClose() == 4100; }));
        const std::vector<ReceivedFrame> frames = peer.client.frames();
        QVERIFY(frames.size() >= 2);
        QVERIFY(!frames[frames.size() - 2].final);
        QCOMPARE(shown(peer), (QByteArrayList{"welcome", "ack 50"}));
    }
    void aLostConnectionLeavesNothing()
    {
        Fixture fixture(2);
        Peer &peer = fixture.connectSlow(fixture.hubs.awayFrom(blue));
        fixture.publish(50, 3000, '\x01');
        fixture.join(peer, 0);
        fixture.settle();
        peer.client.reset();
        QVERIFY(peer.ends());
        fixture.publish(5);
        fixture.settle();
        QCOMPARE(fixture.observer.received().size(), 55);
        QCOMPARE(fixture.hubs.hubs[fixture.hubs.shardOf(blue)]->roomShard().membersOf(blue, 9).total,
                 quint64(1));
    }
    void whatAReplayMakesIsCharged()
    {
        Fixture fixture(2);
        Peer &peer = fixture.connectSlow(fixture.hubs.awayFrom(blue));
        fixture.publish(20, 3000, '\x01');
        const quint64 sent = fixture.hubs.counters.out.messages();
        const qint64 before = peer.connection->activity().work;
        fixture.join(peer, 0);
        fixture.settle();
        QVERIFY(fixture.reads(peer, 3));
        QVERIFY(fixture.hubs.passUntil([&] { return peer.connection->activity().queuedFrames == 0; }));
        const qint64 size = peer.received()[2].size();
        const qint64 charged = peer.connection->activity().work - before;
        QVERIFY(charged > size);
        QVERIFY(charged < size + 2 * JoinPrice);
        QCOMPARE(fixture.hubs.counters.out.messages(), sent + 2);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestReplays)
#include "tst_replays.moc"
