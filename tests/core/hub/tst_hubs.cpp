#include "tests/core/hub/hubfixture.h"
#include "tests/core/hub/recordingtap.h"

#include <QTest>

#include <random>

using namespace signalbox;
using namespace signalbox::test;

namespace {

//! Sends many messages, as fast as the server reads them.
class Sender
{
public:
    Sender(Peer &peer, const QByteArrayList &messages)
        : m_peer(peer)
    {
        for (const QByteArray &message : messages)
            m_stream += frame(Opcode::Text, message);
    }
    void send() { m_sent += m_peer.client.send(m_stream.mid(m_sent, 100'000)); }

private:
    Peer &m_peer;
    QByteArray m_stream;
    qsizetype m_sent = 0;
};

QByteArrayList bigMessages(int count)
{
    QByteArrayList messages;
    for (int i = 0; i < count; ++i)
        messages.append(QByteArray::number(i) + QByteArray(50'000, 'x'));
    return messages;
}

const QString lobby = QStringLiteral("lobby");

} // namespace

class TestHubs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allMembersReceiveOneOrder_data()
    {
        QTest::addColumn<int>("threads");
        QTest::addColumn<quint32>("seed");
        for (const int threads : {1, 2, 4}) {
            for (const quint32 seed : {1u, 2u, 3u})
                QTest::addRow("%d threads, seed %u", threads, seed) << threads << seed;
        }
    }
    void allMembersReceiveOneOrder()
    {
        QFETCH(const int, threads);
        QFETCH(const quint32, seed);
        std::mt19937 random(seed);
        Hubs hubs{std::size_t(threads)};
        std::vector<Peer *> members;
        for (int i = 0; i < 8; ++i)
            members.push_back(&hubs.connect(std::size_t(i % threads)));
        hubs.passAll();
        for (int i = 0; i < 40; ++i) {
            for (std::size_t m = 0; m < members.size(); ++m)
                members[m]->send(Opcode::Text, QByteArray::number(m) + ' ' + QByteArray::number(i));
        }
        QVERIFY(hubs.passUntil(random, [&] {
            return std::ranges::all_of(members,
                                       [](Peer *member) { return member->received().size() == 320; });
        }));
        const QByteArrayList order = members[0]->received();
        for (Peer *member : members)
            QCOMPARE(member->received(), order);
        for (std::size_t m = 0; m < members.size(); ++m) { // and no member's messages change their order
            int next = 0;
            for (const QByteArray &message : order) {
                if (message.startsWith(QByteArray::number(m) + ' '))
                    QCOMPARE(message, QByteArray::number(m) + ' ' + QByteArray::number(next++));
            }
            QCOMPARE(next, 40);
        }
    }
    void aMemberReceivesWhatFollowsItsJoin()
    {
        Hubs hubs(2);
        Peer &early = hubs.connect(hubs.shardOf(lobby));
        early.send(Opcode::Text, "before");
        QVERIFY(early.receives({"before"}));
        Peer &late = hubs.connect(hubs.awayFrom(lobby));
        hubs.passAll();
        early.send(Opcode::Text, "after");
        QVERIFY(early.receives({"before", "after"}));
        hubs.passAll();
        QVERIFY(late.receives({"after"}));
    }
    //! It has got its 101 when its join is queued: a client on the thread of the shard may know of it already.
    void aMemberMissesNothingThatTheThreadOfTheShardSendsLater()
    {
        Hubs hubs(2);
        const std::size_t shard = hubs.shardOf(lobby);
        Peer &publisher = hubs.connect(shard);
        hubs.passAll();
        Peer &member = hubs.connect(1 - shard);
        const std::size_t queued = hubs.postedTo(shard); // the join, and perhaps that of the user
        QVERIFY(queued > 0);
        for (const char *text : {"a", "b"})
            publisher.send(Opcode::Text, text);
        QVERIFY(waitUntil([&] { return hubs.postedTo(shard) == queued + 2; }));
        QVERIFY(hubs.passUntil([&] { return member.received().size() == 2; }));
        QCOMPARE(member.received(), QByteArrayList({"a", "b"}));
        QCOMPARE(publisher.received(), QByteArrayList({"a", "b"}));
        publisher.send(Opcode::Text, "c"); // at once again: nothing is queued
        QVERIFY(waitUntil([&] { return publisher.received().size() == 3; }));
    }
    void aMessageRightAfterTheHandshakeReachesTheRoom()
    {
        Hubs hubs(2);
        Peer &alice = hubs.connect(hubs.awayFrom(lobby));
        const std::size_t posted = hubs.postedTo(hubs.shardOf(lobby)); // the join, and maybe the user
        alice.send(Opcode::Text, "at once");                           // its join is still on its way
        QVERIFY(waitUntil([&] { return hubs.postedTo(hubs.shardOf(lobby)) == posted + 1; }));
        hubs.passAll();
        QVERIFY(alice.receives({"at once"}));
    }
    void aShardForgetsADepartedMember()
    {
        Hubs hubs(2);
        Peer &alice = hubs.connect(hubs.awayFrom(lobby));
        hubs.passAll();
        QCOMPARE(hubs.roomCount(), std::size_t(1));
        alice.client.reset();
        QVERIFY(alice.ends());
        hubs.passAll();
        QCOMPARE(hubs.roomCount(), std::size_t(0));
    }
    void aLeaveRightBehindItsJoinLeavesNoMember()
    {
        Hubs hubs(2);
        Peer &alice = hubs.connect(hubs.awayFrom(lobby));
        alice.client.reset();
        QVERIFY(alice.ends());
        hubs.passAll();
        QCOMPARE(hubs.roomCount(), std::size_t(0));
        Peer &bob = hubs.connect(hubs.awayFrom(lobby)); // and no other member is in the room
        hubs.passAll();
        bob.send(Opcode::Text, "x");
        QVERIFY(waitUntil([&] { return hubs.postedTo(hubs.shardOf(lobby)) == 1; }));
        hubs.passAll();
        QVERIFY(bob.receives({"x"}));
        QCOMPARE(hubs.counters.out.messages(), 1u);
    }
    void membersLeaveInAnyOrder_data()
    {
        QTest::addColumn<quint32>("seed");
        for (const quint32 seed : {1u, 2u, 3u, 4u})
            QTest::addRow("seed %u", seed) << seed;
    }
    void membersLeaveInAnyOrder()
    {
        QFETCH(const quint32, seed);
        std::mt19937 random(seed);
        Hubs hubs(2);
        std::vector<Peer *> members;
        for (std::size_t i = 0; i < 10; ++i) {
            members.push_back(i % 3 == 0 ? &hubs.connectEnvelope(i % 2, "/") : &hubs.connect(i % 2));
            hubs.passAll();
        }
        std::ranges::shuffle(members, random);
        for (std::size_t left = 0; left < members.size(); ++left) {
            const QByteArray text = "after " + QByteArray::number(qsizetype(left));
            hubs.hubs[0]->sendToRoom(lobby, PreparedMessage(Opcode::Text, text));
            hubs.passAll();
            for (std::size_t i = left; i < members.size(); ++i) {
                // Each of those that are left gets it, and once.
                QVERIFY(hubs.passUntil([&] { return members[i]->received().join().count(text) == 1; }));
            }
            members[left]->client.reset();
            QVERIFY(members[left]->ends());
            hubs.passAll();
        }
        QCOMPARE(hubs.roomCount(), std::size_t(1)); // kept for its history
    }
    void theSenderIsExceptedOnItsThread()
    {
        Hubs hubs(2, HubRules{{.echoToSender = false}, {}, {}});
        Peer &alice = hubs.connect(0);
        Peer &bob = hubs.connect(0);
        Peer &carol = hubs.connect(1);
        hubs.passAll();
        std::mt19937 random(1);
        alice.send(Opcode::Text, "x");
        QVERIFY(hubs.passUntil(random, [&] { return !bob.received().empty() && !carol.received().empty(); }));
        QVERIFY(hubs.peers.turn());
        QCOMPARE(alice.received(), QByteArrayList{});
    }
    void theServerSendsToAllThreadsAndReportsOnce()
    {
        Hubs hubs(3);
        RecordingTap taps[3];
        for (std::size_t thread = 0; thread < 3; ++thread)
            hubs.hubs[thread]->setTap(&taps[thread]);
        std::vector<Peer *> members;
        for (std::size_t i = 0; i < 5; ++i)
            members.push_back(&hubs.connect(i % 3));
        Peer &echo = hubs.connect(1, "/echo");
        hubs.passAll();
        std::vector<quint32> reported;
        const auto report = [&reported](quint32 count) { reported.push_back(count); };
        CompletionCounter completion(hubs.hubs.size());
        for (const auto &hub : hubs.hubs)
            hub->sendToAll(PreparedMessage(Opcode::Text, "all"), completion, report);
        hubs.passAll();
        hubs.hubs[2]->sendToRoom(lobby, PreparedMessage(Opcode::Text, "room"), report);
        hubs.hubs[0]->sendToRoom(QStringLiteral("nowhere"), PreparedMessage(Opcode::Text, "lost"), report);
        hubs.passAll();
        std::ranges::sort(reported); // the shards of the two rooms may be on any thread
        QCOMPARE(reported, (std::vector<quint32>{0, 5, 6}));
        for (Peer *member : members)
            QVERIFY(member->receives({"all", "room"}));
        QVERIFY(echo.receives({"all"}));
        std::vector<quint32> tapped;
        for (const RecordingTap &tap : taps) {
            for (const LogEntry &entry : tap.entries)
                tapped.push_back(entry.recipients);
        }
        std::ranges::sort(tapped);
        QCOMPARE(tapped, (std::vector<quint32>{0, 5, 6}));
    }
    void aThreadWithALargeBacklogHoldsPublishersBackAndLosesNothing()
    {
        Hubs hubs(2);
        const std::size_t shard = hubs.shardOf(lobby);
        const std::size_t away = hubs.awayFrom(lobby);
        // Its thread does nothing for a while, which must not make it a slow consumer.
        Peer &slow = hubs.connect(away);
        hubs.passAll();
        Peer &fast = hubs.connect(shard);
        const QByteArrayList sent = bigMessages(120);
        Sender sender(fast, sent);
        QVERIFY(waitUntil([&] {
            sender.send();
            return qint64(hubs.postedTo(away)) * 50'000 > Backpressure::Limit;
        }));
        // What the server reads from now on waits at the shard, bounded by the sender's credit.
        for (int i = 0; i < 50; ++i) {
            sender.send();
            QVERIFY(hubs.peers.turn());
        }
        QVERIFY(qint64(hubs.postedTo(away)) * 50'000 <= Backpressure::Limit + 2 * 50'000);
        QVERIFY(fast.received().size() < sent.size());
        std::mt19937 random(1);
        QVERIFY(hubs.passUntil(random, [&] {
            sender.send();
            // By bytes, as parsing so many frames again and again is slow. Both have to read: a client that does
            // not read is not read from.
            const qsizetype slowReceived = slow.client.received().size();
            const qsizetype fastReceived = fast.client.received().size();
            return std::min(slowReceived, fastReceived) > sent.size() * 50'000;
        }));
        QVERIFY(hubs.passUntil(random, [&] { return slow.received() == sent && fast.received() == sent; }));
        QCOMPARE(slow.received(), sent);
        QCOMPARE(fast.received(), sent);
    }
    void joinsAndLeavesKeepTheirOrderBehindWaitingRequests()
    {
        Hubs hubs(2);
        const std::size_t shard = hubs.shardOf(lobby);
        const std::size_t away = hubs.awayFrom(lobby);
        hubs.peers.settings.outboxHard = 64 * 1024 * 1024;
        Peer &slow = hubs.connect(away);
        hubs.passAll();
        Peer &fast = hubs.connect(shard);
        Sender sender(fast, bigMessages(200));
        QVERIFY(waitUntil([&] {
            sender.send();
            return qint64(hubs.postedTo(away)) * 50'000 > Backpressure::Limit;
        }));
        Peer &late = hubs.connect(shard);
        late.send(Opcode::Text, "late");
        std::mt19937 random(1);
        QVERIFY(hubs.passUntil(random, [&] { return late.received().contains("late"); }));
        QVERIFY(hubs.passUntil(random, [&] { return slow.received().contains("late"); }));
        // From its join on it has received what the other has, also what waited longer than a request may wait.
        const qsizetype inLate = late.received().indexOf("late");
        const qsizetype inSlow = slow.received().indexOf("late");
        QVERIFY(inLate < inSlow);
        QCOMPARE(late.received().first(inLate), slow.received().sliced(inSlow - inLate, inLate));
        late.client.reset();
        QVERIFY(late.ends());
        hubs.passAll();
        QCOMPARE(hubs.roomCount(), std::size_t(1));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestHubs)
#include "tst_hubs.moc"
