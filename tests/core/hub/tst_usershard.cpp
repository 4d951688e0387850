#include "tests/core/hub/hubfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

//! Keeps what the shard of thread 0 sends to thread 1, where the connections are.
struct OtherThread final : public HubMessageHandler, public HubBus
{
    void handle(ShardRequest &&) override {}
    void handle(ClientDelivery &&) override {}
    std::size_t threadCount() const override { return 2; }
    bool hasQueued(std::size_t) const override { return false; }
    void post(std::size_t, HubMessage &&message) override
    {
        auto delivery = std::get<ClientDelivery>(std::move(message));
        if (auto *direct = std::get_if<DirectDelivery>(&delivery))
            deliveries.push_back(std::move(*direct));
    }
    std::deque<DirectDelivery> deliveries;
};

} // namespace

class TestUserShard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDirectMessageReachesAllConnectionsOfAUser()
    {
        Hubs hubs(3);
        Peer &alice = hubs.connectEnvelope(0, "/?user=alice");
        Peer &first = hubs.connectEnvelope(1, "/room/a?user=bob");
        Peer &second = hubs.connectEnvelope(2, "/room/b?user=bob");
        Peer &plain = hubs.connect(0, "/room/c?user=bob");
        Peer &echo = hubs.connect(1, "/echo?user=bob");
        hubs.passAll();
        alice.send(Opcode::Text, R"({"type":"direct","id":7,"to":"bob","content":{"n":1.10}})");
        QVERIFY(hubs.passUntil([&] { return !heardOf(alice, u"ack"_qs).empty(); }));
        const QJsonObject ack = heardOf(alice, u"ack"_qs)[0];
        QCOMPARE(ack[u"id"].toInt(), 7);
        QCOMPARE(ack[u"connections"].toInt(), 4);
        for (Peer *device : {&first, &second}) {
            QVERIFY(hubs.passUntil([&] { return !heardOf(*device, u"direct"_qs).empty(); }));
            const QJsonObject direct = heardOf(*device, u"direct"_qs)[0];
            QCOMPARE(direct[u"from"].toString(), u"alice"_qs);
            QVERIFY(device->received().last().contains(R"("content":{"n":1.10})"));
            QVERIFY(direct.contains(u"time"));
            QVERIFY(direct.contains(u"client"));
        }
        QVERIFY(plain.receives({R"({"n":1.10})"}));
        QVERIFY(echo.receives({R"({"n":1.10})"}));
    }
    void rejectsAMessageToAnUnknownUser()
    {
        Hubs hubs(2);
        Peer &alice = hubs.connectEnvelope(0, "/?user=alice");
        hubs.passAll();
        alice.send(Opcode::Text, R"({"type":"direct","id":"x","to":"nobody","content":1})");
        QVERIFY(hubs.passUntil([&] { return !heardOf(alice, u"error"_qs).empty(); }));
        const QJsonObject error = heardOf(alice, u"error"_qs)[0];
        QCOMPARE(error[u"code"].toString(), u"no_such_user"_qs);
        QCOMPARE(error[u"id"].toString(), u"x"_qs);
        QVERIFY(heardOf(alice, u"ack"_qs).empty());
    }
    void forgetsAUserWithTheLastConnection()
    {
        Hubs hubs(2);
        Peer &bob = hubs.connect(0, "/?user=bob");
        hubs.connect(1, "/?user=bob");
        hubs.passAll();
        const auto users = [&] { return hubs.counters.users.value(); };
        QCOMPARE(users(), 1);
        bob.client.reset();
        QVERIFY(bob.ends());
        hubs.passAll();
        QCOMPARE(users(), 1);
        hubs.peers.closeAll();
        hubs.passAll();
        QCOMPARE(users(), 0);
    }
    void messagesOfOtherNodesWaitForASlowThreadAndAreBounded()
    {
        IoLoop loop;
        OtherThread other;
        HubLink link{other, 0, &other};
        ShardFanout fanout{link};
        ServerCounters counters;
        UserShard shard{loop, link, fanout, counters};
        shard.handle(UserConnected{u"bob"_qs, {ConnectionId(1), 1, Dialect::Envelope}});
        constexpr int Count = 1000;
        const QByteArray content = '"' + QByteArray(10'000, 'x') + '"';
        for (int i = 0; i < Count; ++i)
            shard.handle(DirectFromElsewhere{u"bob"_qs, u"ann"_qs, ConnectionId(9), {content}});
        QVERIFY(!other.deliveries.empty());
        QVERIFY(qint64(other.deliveries.size()) * 10'000 <= Backpressure::Limit + 20'000);
        std::size_t received = 0;
        while (!other.deliveries.empty()) { // the thread works its backlog off
            const DirectDelivery delivery = std::move(other.deliveries.front());
            other.deliveries.pop_front();
            ++received;
            if (delivery.cost.backpressure->remove(delivery.cost.bytes))
                shard.resume();
        }
        const qint64 most = Backpressure::Limit + UserShard::MaxElsewhere + 20'000;
        QVERIFY(qint64(received) * 10'000 > UserShard::MaxElsewhere);
        QVERIFY(qint64(received) * 10'000 <= most); // the others are dropped
        shard.handle(DirectFromElsewhere{u"bob"_qs, u"ann"_qs, ConnectionId(9), {content}});
        QCOMPARE(other.deliveries.size(), std::size_t(1));
    }
    void theServerSendsToAUser()
    {
        Hubs hubs(2);
        Peer &plain = hubs.connect(0, "/?user=bob");
        Peer &envelope = hubs.connectEnvelope(1, "/?user=bob");
        hubs.passAll();
        quint32 counted = 0;
        hubs.hubs[0]->sendToUser(u"bob"_qs, PreparedMessage(Opcode::Text, "hi"),
                                 [&](quint32 taken) { counted = taken; });
        hubs.passAll();
        QCOMPARE(counted, 2u);
        QVERIFY(plain.receives({"hi"}));
        QVERIFY(waitUntil([&] { return !heardOf(envelope, u"direct"_qs).empty(); }));
        QCOMPARE(heardOf(envelope, u"direct"_qs)[0][u"content"].toString(), u"hi"_qs);
        hubs.hubs[0]->sendToUser(u"nobody"_qs, PreparedMessage(Opcode::Text, "hi"),
                                 [&](quint32 taken) { counted = taken; });
        hubs.passAll();
        QCOMPARE(counted, 0u);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestUserShard)
#include "tst_usershard.moc"
