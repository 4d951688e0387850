#include "tests/core/hub/hubfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

//! Sends \a request and waits for an answer of the type \a answer.
QJsonObject ask(Hubs &hubs, Peer &peer, const QByteArray &request, const QString &answer)
{
    const std::size_t before = heardOf(peer, answer).size();
    peer.send(Opcode::Text, request);
    if (!hubs.passUntil([&] { return heardOf(peer, answer).size() > before; }))
        return {};
    return heardOf(peer, answer)[before];
}

bool receivesCount(Hubs &hubs, Peer &peer, const QString &type, std::size_t count)
{
    return hubs.passUntil([&] { return heardOf(peer, type).size() >= count; }) &&
           heardOf(peer, type).size() == count;
}

std::vector<int> seqsOf(const QJsonArray &messages)
{
    std::vector<int> seqs;
    for (const QJsonValue &message : messages)
        seqs.push_back(message.toObject()[u"seq"].toInt());
    return seqs;
}

} // namespace

class TestEnvelopeRequestHandler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void welcomesFirst()
    {
        Hubs hubs(2);
        Peer &alice = hubs.connectEnvelope(1, "/room/blue?user=alice");
        QVERIFY(hubs.passUntil([&] { return !alice.received().isEmpty(); }));
        const QJsonObject welcome = json(alice.received()[0]);
        QCOMPARE(welcome[u"type"].toString(), u"welcome"_qs);
        QCOMPARE(welcome[u"user"].toString(), u"alice"_qs);
        QCOMPARE(welcome[u"room"].toString(), u"blue"_qs);
        QVERIFY(!welcome[u"epoch"].toString().isEmpty());
        QVERIFY(!welcome[u"client"].toString().isEmpty());
        QCOMPARE(welcome[u"heartbeat"][u"interval"].toInt(), 25000);
        QCOMPARE(welcome[u"heartbeat"][u"timeout"].toInt(), 10000);
        QCOMPARE(welcome[u"limits"][u"max_message"].toInt(), 64 * 1024);
        QCOMPARE(welcome[u"limits"][u"messages_per_second"].toInt(), 0);
    }
    void stampsAndAcknowledges()
    {
        Hubs hubs(2);
        Peer &alice = hubs.connectEnvelope(0, "/?user=alice");
        Peer &plain = hubs.connect(1, "/?user=bob");
        hubs.passAll();
        alice.send(Opcode::Text,
                   R"({ "type": "message", "from": "Mallory", "id": "1", "content": "Hello!" })");
        QVERIFY(receivesCount(hubs, alice, u"ack"_qs, 1));
        const QJsonObject message = heardOf(alice, u"message"_qs)[0];
        QCOMPARE(message[u"from"].toString(), u"alice"_qs); // stamped by the server
        QCOMPARE(message[u"seq"].toInt(), 1);
        QCOMPARE(message[u"room"].toString(), u"lobby"_qs);
        const QJsonObject ack = heardOf(alice, u"ack"_qs)[0];
        QCOMPARE(ack[u"id"].toString(), u"1"_qs);
        QCOMPARE(ack[u"seq"].toInt(), 1);
        QCOMPARE(json(alice.received().last())[u"type"].toString(), u"ack"_qs); // behind the message
        QVERIFY(plain.receives({"Hello!"}));
        alice.send(Opcode::Text, R"({"type":"message","content":[1.10]})"); // no id, no ack
        QVERIFY(receivesCount(hubs, alice, u"message"_qs, 2));
        QVERIFY(plain.receives({"Hello!", "[1.10]"}));
        QVERIFY(receivesCount(hubs, alice, u"ack"_qs, 1));
    }
    void plainAndEnvelopeMembersShareARoom()
    {
        Hubs hubs(2);
        Peer &envelope = hubs.connectEnvelope(0, "/?user=alice");
        Peer &plain = hubs.connect(1, "/?user=bob");
        hubs.passAll();
        plain.send(Opcode::Text, "hi \"all\"");
        plain.send(Opcode::Binary, QByteArray("\0\xff", 2));
        QVERIFY(receivesCount(hubs, envelope, u"message"_qs, 2));
        QCOMPARE(heardOf(envelope, u"message"_qs)[0][u"content"].toString(), u"hi \"all\""_qs);
        QCOMPARE(heardOf(envelope, u"message"_qs)[0][u"from"].toString(), u"bob"_qs);
        QCOMPARE(heardOf(envelope, u"message"_qs)[1][u"content"].toString(), u"AP8="_qs);
        QCOMPARE(heardOf(envelope, u"message"_qs)[1][u"encoding"].toString(), u"base64"_qs);
        QVERIFY(plain.receives({"hi \"all\"", QByteArray("\0\xff", 2)}));
        envelope.send(Opcode::Text, R"({"type":"message","content":"AP8=","encoding":"base64"})");
        QVERIFY(hubs.passUntil([&] { return plain.received().size() == 3; }));
        QCOMPARE(plain.received()[2], QByteArray("\0\xff", 2));
        QCOMPARE(plain.client.frames()[2].opcode, int(Opcode::Binary));
    }
    void joinsAndLeavesAtRunTime()
    {
        Hubs hubs(2);
        Peer &alice = hubs.connectEnvelope(0, "/room/a?user=alice");
        Peer &bob = hubs.connectEnvelope(1, "/room/b?user=bob");
        hubs.passAll();
        const QJsonObject ack = ask(hubs, alice, R"({"type":"join","id":1,"room":"b"})", u"ack"_qs);
        QCOMPARE(ack[u"room"].toString(), u"b"_qs);
        QCOMPARE(ack[u"seq"].toInt(), 0);
        QVERIFY(!ack[u"epoch"].toString().isEmpty());
        QVERIFY(receivesCount(hubs, bob, u"joined"_qs, 1));
        QCOMPARE(heardOf(bob, u"joined"_qs)[0][u"user"].toString(), u"alice"_qs);
        QVERIFY(heardOf(alice, u"joined"_qs).empty()); // has its ack
        bob.send(Opcode::Text, R"({"type":"message","content":1})");
        QVERIFY(receivesCount(hubs, alice, u"message"_qs, 1));
        QCOMPARE(heardOf(alice, u"message"_qs)[0][u"room"].toString(), u"b"_qs);
        ask(hubs, alice, R"({"type":"message","id":2,"room":"b","content":2})", u"ack"_qs);
        QVERIFY(receivesCount(hubs, bob, u"message"_qs, 2));
        QCOMPARE(ask(hubs, alice, R"({"type":"leave","id":3,"room":"b"})", u"ack"_qs)[u"id"].toInt(), 3);
        QVERIFY(receivesCount(hubs, bob, u"left"_qs, 1));
        ask(hubs, bob, R"({"type":"message","id":4,"content":3})", u"ack"_qs);
        QVERIFY(receivesCount(hubs, alice, u"message"_qs, 2)); // its own was the second
        const QJsonObject error =
            ask(hubs, alice, R"({"type":"message","id":5,"room":"b","content":4})", u"error"_qs);
        QCOMPARE(error[u"code"].toString(), u"not_in_room"_qs);
        QCOMPARE(error[u"id"].toInt(), 5);
    }
    void aLostConnectionIsAnnouncedOnce()
    {
        Hubs hubs(2);
        Peer &alice = hubs.connectEnvelope(0, "/room/a?user=alice");
        Peer &bob = hubs.connectEnvelope(1, "/room/a?user=bob");
        hubs.passAll();
        alice.client.reset();
        QVERIFY(alice.ends());
        QVERIFY(receivesCount(hubs, bob, u"left"_qs, 1));
        const QJsonObject presence = ask(hubs, bob, R"({"type":"presence","id":1})", u"presence"_qs);
        QCOMPARE(presence[u"count"].toInt(), 1);
        QVERIFY(receivesCount(hubs, bob, u"left"_qs, 1));
    }
    void announcementsCanBeDisabled()
    {
        Hubs hubs(1, {{.announce = false}, {}, {}});
        Peer &alice = hubs.connectEnvelope(0);
        Peer &bob = hubs.connectEnvelope(0);
        ask(hubs, bob, R"({"type":"leave","id":1})", u"ack"_qs);
        ask(hubs, alice, R"({"type":"message","id":1,"content":1})", u"ack"_qs);
        QVERIFY(heardOf(alice, u"joined"_qs).empty());
        QVERIFY(heardOf(alice, u"left"_qs).empty());
    }
    void listsPresenceInPages()
    {
        Hubs hubs(2);
        Peer &alice = hubs.connectEnvelope(0, "/?user=alice");
        for (const char *target : {"/?user=bob", "/?user=bob", "/?user=eve"})
            hubs.connect(1, target);
        hubs.passAll();
        const QJsonObject all = ask(hubs, alice, R"({"type":"presence","id":1})", u"presence"_qs);
        QCOMPARE(all[u"count"].toInt(), 4);
        QCOMPARE(all[u"members"].toArray().size(), 4); // one a connection, plain ones too
        QVERIFY(!all.contains(u"next"));
        const QJsonObject page = ask(hubs, alice, R"({"type":"presence","id":2,"limit":3})", u"presence"_qs);
        QCOMPARE(page[u"members"].toArray().size(), 3);
        QCOMPARE(page[u"count"].toInt(), 4);
        const QByteArray next = page[u"next"].toString().toUtf8();
        const QJsonObject rest = ask(
            hubs, alice, R"({"type":"presence","id":3,"limit":3,"after":")" + next + R"("})", u"presence"_qs);
        QCOMPARE(rest[u"members"].toArray().size(), 1);
        QVERIFY(!rest.contains(u"next"));
        const QJsonObject error =
            ask(hubs, alice, R"({"type":"presence","id":4,"room":"nowhere"})", u"error"_qs);
        QCOMPARE(error[u"code"].toString(), u"no_such_room"_qs);
    }
    void answersHistory()
    {
        Hubs hubs(2);
        Peer &alice = hubs.connectEnvelope(0, "/?user=alice");
        hubs.passAll();
        for (int i = 1; i <= 5; ++i)
            ask(hubs, alice, R"({"type":"message","id":1,"content":)" + QByteArray::number(i) + '}',
                u"ack"_qs);
        const QJsonObject history = ask(hubs, alice, R"({"type":"history","id":1})", u"history"_qs);
        QCOMPARE(seqsOf(history[u"messages"].toArray()), (std::vector<int>{1, 2, 3, 4, 5}));
        QVERIFY(history[u"recovered"].toBool());
        const QJsonObject page =
            ask(hubs, alice, R"({"type":"history","id":1,"limit":2,"before":4})", u"history"_qs);
        QCOMPARE(seqsOf(page[u"messages"].toArray()), (std::vector<int>{2, 3}));
    }
    void resumesWithoutGapOrDuplicate_data()
    {
        QTest::addColumn<int>("seq");
        QTest::addColumn<QByteArray>("epoch"); // empty: the room's
        QTest::addColumn<std::vector<int>>("missed");
        QTest::addColumn<bool>("recovered");
        using Seqs = std::vector<int>;
        QTest::newRow("missed some") << 8 << QByteArray() << Seqs{9, 10, 11, 12} << true;
        QTest::newRow("missed nothing") << 12 << QByteArray() << Seqs{} << true;
        QTest::newRow("missed exactly what is kept") << 7 << QByteArray() << Seqs{8, 9, 10, 11, 12} << true;
        QTest::newRow("missed more than is kept") << 6 << QByteArray() << Seqs{8, 9, 10, 11, 12} << false;
        QTest::newRow("another epoch") << 11 << QByteArray("other") << Seqs{8, 9, 10, 11, 12} << false;
        QTest::newRow("a seq not published yet") << 13 << QByteArray() << Seqs{8, 9, 10, 11, 12} << false;
    }
    void resumesWithoutGapOrDuplicate()
    {
        QFETCH(const int, seq);
        QFETCH(const QByteArray, epoch);
        QFETCH(const std::vector<int>, missed);
        QFETCH(const bool, recovered);
        Hubs hubs(2, {{}, {.messages = 5}, {}});
        Peer &alice = hubs.connectEnvelope(0, "/room/a");
        Peer &bob = hubs.connectEnvelope(1, "/room/b");
        hubs.passAll();
        for (int i = 1; i <= 12; ++i)
            ask(hubs, alice, R"({"type":"message","id":1,"content":1})", u"ack"_qs);
        const QByteArray known =
            epoch.isEmpty() ? json(alice.received()[0])[u"epoch"].toString().toUtf8() : epoch;
        bob.send(Opcode::Text, R"({"type":"join","id":9,"room":"a","since":{"epoch":")" + known +
                                   R"(","seq":)" + QByteArray::number(seq) + "}}");
        QVERIFY(receivesCount(hubs, bob, u"history"_qs, 1));
        ask(hubs, alice, R"({"type":"message","id":1,"content":"live"})", u"ack"_qs);
        QVERIFY(receivesCount(hubs, bob, u"message"_qs, 1));
        const QJsonObject history = heardOf(bob, u"history"_qs)[0];
        const QJsonObject ack = heardOf(bob, u"ack"_qs)[0];
        QCOMPARE(ack[u"seq"].toInt(), 12);
        QCOMPARE(history[u"epoch"], ack[u"epoch"]);
        QCOMPARE(history[u"recovered"].toBool(), recovered);
        QCOMPARE(seqsOf(history[u"messages"].toArray()), missed);
        QCOMPARE(heardOf(bob, u"message"_qs)[0][u"seq"].toInt(), 13);
    }
    void limitsRoomsAndMembers()
    {
        Hubs hubs(2, {{.maxRooms = 3, .maxRoomsPerConnection = 2, .maxMembers = 2}, {}, {}});
        Peer &alice = hubs.connectEnvelope(0, "/room/a");
        hubs.passAll();
        QVERIFY(!ask(hubs, alice, R"({"type":"join","id":1,"room":"b"})", u"ack"_qs).isEmpty());
        const QJsonObject third = ask(hubs, alice, R"({"type":"join","id":2,"room":"c"})", u"error"_qs);
        QCOMPARE(third[u"code"].toString(), u"room_limit"_qs);
        QCOMPARE(third[u"id"].toInt(), 2);
        QVERIFY(!ask(hubs, alice, R"({"type":"join","id":3,"room":"b"})", u"ack"_qs)
                     .isEmpty()); // is a member already
        Peer &bob = hubs.connectEnvelope(1, "/room/c");
        hubs.passAll();
        const QJsonObject fourth = ask(hubs, bob, R"({"type":"join","id":4,"room":"d"})", u"error"_qs);
        QCOMPARE(fourth[u"code"].toString(), u"room_limit"_qs);
        QVERIFY(!ask(hubs, bob, R"({"type":"join","id":5,"room":"a"})", u"ack"_qs).isEmpty());
        Peer &eve = hubs.connect(1, "/room/a"); // full
        hubs.passAll();
        QVERIFY(eve.receivesClose(1013));
        const QJsonObject error =
            ask(hubs, bob, R"({"type":"message","id":6,"room":"d","content":1})", u"error"_qs);
        QCOMPARE(error[u"code"].toString(), u"not_in_room"_qs); // the rejected join has no effect
    }
    void aRejectedJoinDoesNotUndoALaterOne()
    {
        Hubs hubs(2, {{.maxMembers = 1}, {}, {}});
        const std::size_t shard = hubs.shardOf(u"full"_qs);
        Peer &bob = hubs.connect(shard, "/room/full");
        Peer &alice = hubs.connectEnvelope(hubs.awayFrom(u"full"_qs));
        hubs.passAll();
        alice.send(Opcode::Text, R"({"type":"join","id":1,"room":"full"})");
        QVERIFY(waitUntil([&] { return hubs.postedTo(shard) == 1; }));
        QVERIFY(hubs.passOne(shard)); // rejected, but the answer has not arrived
        bob.client.reset();
        QVERIFY(bob.ends());
        alice.send(Opcode::Text, R"({"type":"leave","id":2,"room":"full"})");
        alice.send(Opcode::Text, R"({"type":"join","id":3,"room":"full"})");
        QVERIFY(waitUntil([&] { return hubs.postedTo(shard) == 2; }));
        QVERIFY(receivesCount(hubs, alice, u"ack"_qs, 2));
        QCOMPARE(heardOf(alice, u"error"_qs).size(), std::size_t(1));
        QVERIFY(
            !ask(hubs, alice, R"({"type":"message","id":4,"room":"full","content":1})", u"ack"_qs).isEmpty());
        QVERIFY(!ask(hubs, alice, R"({"type":"leave","id":5,"room":"full"})", u"ack"_qs).isEmpty());
        const QJsonObject left =
            ask(hubs, alice, R"({"type":"message","id":6,"room":"full","content":1})", u"error"_qs);
        QCOMPARE(left[u"code"].toString(), u"not_in_room"_qs);
    }
    void answersPingAndRejectsTokens()
    {
        Hubs hubs(1);
        Peer &alice = hubs.connectEnvelope(0);
        QCOMPARE(ask(hubs, alice, R"({"type":"ping","id":"p"})", u"pong"_qs)[u"id"].toString(), u"p"_qs);
        QCOMPARE(ask(hubs, alice, R"({"type":"auth","id":1,"token":"t"})", u"error"_qs)[u"code"].toString(),
                 u"forbidden"_qs);
    }
    void binaryMessagesCloseTheConnection()
    {
        Hubs hubs(1);
        Peer &alice = hubs.connectEnvelope(0);
        alice.send(Opcode::Binary, "{}");
        QVERIFY(alice.receivesClose(1003));
    }
    void tenInvalidEnvelopesInAMinuteCloseTheConnection()
    {
        Hubs hubs(1);
        Peer &alice = hubs.connectEnvelope(0);
        for (std::size_t i = 1; i < EnvelopeRequestHandler::MaxBad; ++i)
            alice.send(Opcode::Text, i % 2 ? "no JSON" : R"({"type":"nonsense"})");
        QVERIFY(receivesCount(hubs, alice, u"error"_qs, EnvelopeRequestHandler::MaxBad - 1));
        QVERIFY(!ask(hubs, alice, R"({"type":"ping"})", u"pong"_qs).isEmpty());
        alice.send(Opcode::Text, "{}");
        QVERIFY(alice.receivesClose(4400));
        QCOMPARE(heardOf(alice, u"error"_qs).size(), EnvelopeRequestHandler::MaxBad);
    }
    void aFailedRequestChangesNothing()
    {
        Hubs hubs(1);
        Peer &alice = hubs.connectEnvelope(0, "/room/a");
        Peer &bob = hubs.connectEnvelope(0, "/room/a");
        for (const char *request : {R"({"type":"message","id":1,"room":"b","content":1})",
                                    R"({"type":"leave","id":1,"room":"b"})", R"({"type":"message","id":1})"})
            QVERIFY(!ask(hubs, alice, request, u"error"_qs).isEmpty());
        ask(hubs, alice, R"({"type":"message","id":2,"content":"real"})", u"ack"_qs);
        QVERIFY(receivesCount(hubs, bob, u"message"_qs, 1));
        QCOMPARE(heardOf(bob, u"message"_qs)[0][u"seq"].toInt(), 1);
        QCOMPARE(hubs.roomCount(), std::size_t(1));
    }
    void anOperatorChangesRooms()
    {
        Hubs hubs(2);
        Peer &alice = hubs.connectEnvelope(0, "/room/a?user=alice");
        hubs.passAll();
        Hub &hub = *hubs.hubs[0];
        const ConnectionId id = alice.connection->id();
        QVERIFY(hub.putIntoRoom(id, u"b"_qs));
        QVERIFY(!hub.putIntoRoom(id, u"b"_qs));
        QVERIFY(receivesCount(hubs, alice, u"joined"_qs, 1)); // a notice, as other members get
        QCOMPARE(heardOf(alice, u"joined"_qs)[0][u"room"].toString(), u"b"_qs);
        hub.sendToRoom(u"b"_qs, PreparedMessage(Opcode::Text, "x"));
        QVERIFY(receivesCount(hubs, alice, u"message"_qs, 1));
        QVERIFY(hub.takeOutOfRoom(id, u"b"_qs));
        QVERIFY(!hub.takeOutOfRoom(id, u"b"_qs));
        QVERIFY(receivesCount(hubs, alice, u"left"_qs, 1));
        QCOMPARE(heardOf(alice, u"left"_qs)[0][u"client"], heardOf(alice, u"joined"_qs)[0][u"client"]);
        QVERIFY(heardOf(alice, u"ack"_qs).empty());
        QVERIFY(!hub.putIntoRoom(ConnectionId(99), u"b"_qs));
    }
    void messagesOfTheServerComeInTheEnvelope()
    {
        Hubs hubs(1);
        Peer &alice = hubs.connectEnvelope(0);
        Hub &hub = *hubs.hubs[0];
        CompletionCounter completion(1);
        hub.sendToAll(PreparedMessage(Opcode::Text, "to all"), completion);
        QVERIFY(receivesCount(hubs, alice, u"notice"_qs, 1));
        QCOMPARE(heardOf(alice, u"notice"_qs)[0][u"text"].toString(), u"to all"_qs);
        QCOMPARE(heardOf(alice, u"notice"_qs)[0][u"kind"].toString(), u"admin"_qs);
        QVERIFY(hub.sendTo(alice.connection->id(), PreparedMessage(Opcode::Binary, "you")));
        QVERIFY(receivesCount(hubs, alice, u"direct"_qs, 1));
        QCOMPARE(heardOf(alice, u"direct"_qs)[0][u"encoding"].toString(), u"base64"_qs);
        hub.sendToRoom(u"lobby"_qs, PreparedMessage(Opcode::Text, "room"));
        QVERIFY(receivesCount(hubs, alice, u"message"_qs, 1));
        QCOMPARE(heardOf(alice, u"message"_qs)[0][u"content"].toString(), u"room"_qs);
        QVERIFY(!heardOf(alice, u"message"_qs)[0].contains(u"client"));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestEnvelopeRequestHandler)
#include "tst_enveloperequesthandler.moc"
