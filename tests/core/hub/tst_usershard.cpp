#include "tests/core/hub/hubfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

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
