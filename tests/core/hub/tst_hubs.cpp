#include "core/hub/messagetap.h"

#include "tests/core/hub/hubfixture.h"

#include <QTest>

#include <random>

using namespace signalbox;
using namespace signalbox::test;

namespace {

struct CountingTap final : public MessageTap
{
    void messageIn(const Party &, Opcode, QByteArrayView, quint32 recipients) override
    {
        in.push_back(recipients);
    }
    void messageOut(const Party &, Opcode, QByteArrayView, quint32 recipients) override
    {
        out.push_back(recipients);
    }
    std::vector<quint32> in;
    std::vector<quint32> out;
};

//! Says many messages, as fast as it is let.
class Talker
{
public:
    Talker(Peer &peer, const QByteArrayList &messages)
        : m_peer(peer)
    {
        for (const QByteArray &message : messages)
            m_stream += frame(Opcode::Text, message);
    }
    void talk() { m_said += m_peer.client.say(m_stream.mid(m_said, 100'000)); }

private:
    Peer &m_peer;
    QByteArray m_stream;
    qsizetype m_said = 0;
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
    void everyMemberHearsOneOrder_data()
    {
        QTest::addColumn<int>("threads");
        QTest::addColumn<quint32>("seed");
        for (const int threads : {1, 2, 4}) {
            for (const quint32 seed : {1u, 2u, 3u})
                QTest::addRow("%d threads, seed %u", threads, seed) << threads << seed;
        }
    }
    void everyMemberHearsOneOrder()
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
                members[m]->say(Opcode::Text, QByteArray::number(m) + ' ' + QByteArray::number(i));
        }
        QVERIFY(hubs.passUntil(random, [&] {
            return std::ranges::all_of(members, [](Peer *member) { return member->heard().size() == 320; });
        }));
        const QByteArrayList order = members[0]->heard();
        for (Peer *member : members)
            QCOMPARE(member->heard(), order);
        for (std::size_t m = 0; m < members.size(); ++m) { // and nobody overtakes itself
            int next = 0;
            for (const QByteArray &message : order) {
                if (message.startsWith(QByteArray::number(m) + ' '))
                    QCOMPARE(message, QByteArray::number(m) + ' ' + QByteArray::number(next++));
            }
            QCOMPARE(next, 40);
        }
    }
    void whoJoinsHearsEverythingFromThenOn()
    {
        Hubs hubs(2);
        Peer &early = hubs.connect(hubs.shardOf(lobby));
        Peer &late = hubs.connect(hubs.awayFrom(lobby));
        early.say(Opcode::Text, "before"); // the home has not heard of the other yet
        QVERIFY(early.hears({"before"}));
        hubs.passAll();
        early.say(Opcode::Text, "after");
        QVERIFY(early.hears({"before", "after"}));
        hubs.passAll();
        QVERIFY(late.hears({"after"}));
    }
    void whatIsSaidRightAfterTheHandshakeIsInTheRoom()
    {
        Hubs hubs(2);
        Peer &alice = hubs.connect(hubs.awayFrom(lobby));
        alice.say(Opcode::Text, "at once"); // its join is still on its way
        QVERIFY(waitUntil([&] { return hubs.postedTo(hubs.shardOf(lobby)) == 2; }));
        hubs.passAll();
        QVERIFY(alice.hears({"at once"}));
    }
    void whoLeavesIsForgottenByItsHome()
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
    void whoLeavesBeforeItsJoinWasSeenIsForgottenToo()
    {
        Hubs hubs(2);
        Peer &alice = hubs.connect(hubs.awayFrom(lobby));
        alice.client.reset();
        QVERIFY(alice.ends());
        hubs.passAll();
        QCOMPARE(hubs.roomCount(), std::size_t(0));
        Peer &bob = hubs.connect(hubs.awayFrom(lobby)); // and no ghost is in the room
        hubs.passAll();
        bob.say(Opcode::Text, "x");
        QVERIFY(waitUntil([&] { return hubs.postedTo(hubs.shardOf(lobby)) == 1; }));
        hubs.passAll();
        QVERIFY(bob.hears({"x"}));
        QCOMPARE(hubs.counters.out.messages(), 1u);
    }
    void theSenderIsLeftOutOnItsThreadOnly()
    {
        Hubs hubs(2, HubRules{{.echoToSender = false}, {}, {}});
        Peer &alice = hubs.connect(0);
        Peer &bob = hubs.connect(0);
        Peer &carol = hubs.connect(1);
        hubs.passAll();
        std::mt19937 random(1);
        alice.say(Opcode::Text, "x");
        QVERIFY(hubs.passUntil(random, [&] { return !bob.heard().empty() && !carol.heard().empty(); }));
        QVERIFY(hubs.peers.turn());
        QCOMPARE(alice.heard(), QByteArrayList{});
    }
    void theServerReachesAllThreadsAndCountsOnce()
    {
        Hubs hubs(3);
        CountingTap taps[3];
        for (std::size_t thread = 0; thread < 3; ++thread)
            hubs.hubs[thread]->setTap(&taps[thread]);
        std::vector<Peer *> members;
        for (std::size_t i = 0; i < 5; ++i)
            members.push_back(&hubs.connect(i % 3));
        Peer &echo = hubs.connect(1, "/echo");
        hubs.passAll();
        std::vector<quint32> counted;
        const auto count = [&counted](quint32 taken) { counted.push_back(taken); };
        CompletionCounter completion(hubs.hubs.size());
        for (const auto &hub : hubs.hubs)
            hub->sendToAll(PreparedMessage(Opcode::Text, "all"), completion, count);
        hubs.passAll();
        hubs.hubs[2]->sendToRoom(lobby, PreparedMessage(Opcode::Text, "room"), count);
        hubs.hubs[0]->sendToRoom(QStringLiteral("nowhere"), PreparedMessage(Opcode::Text, "lost"), count);
        hubs.passAll();
        QCOMPARE(counted, (std::vector<quint32>{6, 5, 0}));
        for (Peer *member : members)
            QVERIFY(member->hears({"all", "room"}));
        QVERIFY(echo.hears({"all"}));
        std::vector<quint32> tapped;
        for (const CountingTap &tap : taps)
            tapped.insert(tapped.end(), tap.out.begin(), tap.out.end());
        std::ranges::sort(tapped);
        QCOMPARE(tapped, (std::vector<quint32>{0, 5, 6}));
    }
    void aThreadThatLagsHoldsThePublishersBackAndNothingIsLost()
    {
        Hubs hubs(2);
        const std::size_t home = hubs.shardOf(lobby);
        const std::size_t away = hubs.awayFrom(lobby);
        // Its thread does nothing for a while; with the usual outbox it stays all the same.
        Peer &slow = hubs.connect(away);
        hubs.passAll();
        Peer &fast = hubs.connect(home);
        const QByteArrayList said = bigMessages(120);
        Talker talker(fast, said);
        QVERIFY(waitUntil([&] {
            talker.talk();
            return qint64(hubs.postedTo(away)) * 50'000 > Backpressure::Limit;
        }));
        // What is taken in from now on waits at the home, and is bounded by the sender's credit.
        for (int i = 0; i < 50; ++i) {
            talker.talk();
            QVERIFY(hubs.peers.turn());
        }
        QVERIFY(qint64(hubs.postedTo(away)) * 50'000 <= Backpressure::Limit + 2 * 50'000);
        QVERIFY(fast.heard().size() < said.size());
        std::mt19937 random(1);
        QVERIFY(hubs.passUntil(random, [&] {
            talker.talk();
            // By bytes: to take so much apart again and again takes its time. Both have to read: who does not
            // listen is not listened to.
            const qsizetype slowHeard = slow.client.heard().size();
            const qsizetype fastHeard = fast.client.heard().size();
            return std::min(slowHeard, fastHeard) > said.size() * 50'000;
        }));
        QVERIFY(hubs.passUntil(random, [&] { return slow.heard() == said && fast.heard() == said; }));
        QCOMPARE(slow.heard(), said);
        QCOMPARE(fast.heard(), said);
    }
    void joinsAndLeavesKeepTheirPlaceBehindWhatWaits()
    {
        Hubs hubs(2);
        const std::size_t home = hubs.shardOf(lobby);
        const std::size_t away = hubs.awayFrom(lobby);
        hubs.peers.settings.outboxHard = 64 * 1024 * 1024;
        Peer &slow = hubs.connect(away);
        hubs.passAll();
        Peer &fast = hubs.connect(home);
        Talker talker(fast, bigMessages(200));
        QVERIFY(waitUntil([&] {
            talker.talk();
            return qint64(hubs.postedTo(away)) * 50'000 > Backpressure::Limit;
        }));
        Peer &late = hubs.connect(home);
        late.say(Opcode::Text, "late");
        QVERIFY(hubs.peers.turn());
        QCOMPARE(late.heard(), QByteArrayList{}); // not even in yet
        std::mt19937 random(1);
        QVERIFY(hubs.passUntil(random, [&] { return late.heard().contains("late"); }));
        QVERIFY(hubs.passUntil(random, [&] { return slow.heard().contains("late"); }));
        late.client.reset();
        QVERIFY(late.ends());
        hubs.passAll();
        QCOMPARE(hubs.roomCount(), std::size_t(1));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestHubs)
#include "tst_hubs.moc"
