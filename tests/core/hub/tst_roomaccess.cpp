#include "core/hub/roomaccess.h"

#include "tests/core/hub/hubfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

HubRules rulesOf(std::vector<RoomSettings> tables)
{
    HubRules rules;
    rules.rooms = std::make_shared<const RoomPolicies>(std::move(tables));
    return rules;
}

HubRules publishing(RoomPublishing publish)
{
    RoomSettings table;
    table.name = u"blue"_s;
    table.publish = publish;
    return rulesOf({table});
}

HubRules joining(RoomJoining join)
{
    RoomSettings table;
    table.name = u"secret-*"_s;
    table.join = join;
    return rulesOf({table});
}

Identity granted(const QString &user, const QStringList &join, const QStringList &publish)
{
    return {.user = user,
            .grants = std::make_shared<const Grants>(Grants{RoomPatterns(join), RoomPatterns(publish)})};
}

//! Two threads, so that the room of a client may have its shard on the other one.
struct Scene : Hubs
{
    explicit Scene(const HubRules &rules)
        : Hubs(2, rules)
    {
        peers.onConnected = [this](Peer &peer) {
            if (identity)
                peer.connection->setIdentity(*identity);
            hubs[nextThread]->add(peer.connection, termsOf(peer));
        };
    }
    void setRules(const HubRules &rules)
    {
        for (const auto &hub : hubs)
            hub->setRules(rules);
    }
    //! The code of the answer to \a request: of its error, else its type.
    QString answerTo(Peer &peer, const QByteArray &request)
    {
        const qsizetype before = peer.received().size();
        QString answer;
        peer.send(Opcode::Text, request);
        (void)passUntil([&] {
            const QByteArrayList messages = peer.received();
            for (qsizetype i = before; i < messages.size(); ++i) {
                const QJsonObject object = json(messages[i]);
                if (object[u"id"].toInt() == 7)
                    answer = object[object[u"type"] == u"error"_s ? u"code" : u"type"].toString();
            }
            return !answer.isEmpty();
        });
        return answer;
    }

    std::optional<Identity> identity; //!< of those that connect next
};

const QByteArray Say = R"({"type":"message","id":7,"content":"x"})";

} // namespace

class TestRoomAccess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPlainMemberThatMayNotPublishIsClosed_data()
    {
        QTest::addColumn<RoomPublishing>("publish");
        QTest::addColumn<QStringList>("grants");
        QTest::addColumn<bool>("may");
        QTest::newRow("members") << RoomPublishing::Members << QStringList{u"-"_s} << true;
        QTest::newRow("granted, no token") << RoomPublishing::Granted << QStringList{u"-"_s} << false;
        QTest::newRow("granted, token") << RoomPublishing::Granted << QStringList{u"bl*"_s} << true;
        QTest::newRow("granted elsewhere") << RoomPublishing::Granted << QStringList{u"red"_s} << false;
        QTest::newRow("members, token for others")
            << RoomPublishing::Members << QStringList{u"red"_s} << false;
        QTest::newRow("server") << RoomPublishing::Server << QStringList{u"*"_s} << false;
    }
    void aPlainMemberThatMayNotPublishIsClosed()
    {
        QFETCH(const RoomPublishing, publish);
        QFETCH(const QStringList, grants);
        QFETCH(const bool, may);
        Scene scene(publishing(publish));
        Peer &reader = scene.connect(0, "/room/blue");
        if (grants != QStringList{u"-"_s})
            scene.identity = granted(u"ann"_s, {u"*"_s}, grants);
        Peer &plain = scene.connect(1, "/room/blue");
        Peer &envelope = scene.connectEnvelope(0, "/room/blue");
        scene.passAll();
        QCOMPARE(scene.answerTo(envelope, Say), may ? u"ack"_s : u"forbidden"_s);
        plain.send(Opcode::Text, "hello");
        if (may) {
            QVERIFY(scene.passUntil([&] { return reader.received() == QByteArrayList({"x", "hello"}); }));
            return;
        }
        QVERIFY(scene.passUntil([&] { return plain.receivedClose() == 1008; }));
        QCOMPARE(plain.connection ? plain.connection->evidence().cause : Cause::PublishForbidden,
                 Cause::PublishForbidden);
        scene.hubs[1]->sendToRoom(u"blue"_s, PreparedMessage(Opcode::Text, QByteArray("from the server")));
        QVERIFY(scene.passUntil([&] { return !reader.received().isEmpty(); }));
        QCOMPARE(reader.received(), QByteArrayList({"from the server"})); // nothing of the others
        QVERIFY(envelope.connection->isOpen());
    }
    void roomsAreJoinedByThoseWhoseTokenGrantsThem()
    {
        Scene scene(joining(RoomJoining::Granted));
        Peer &guest = scene.connectEnvelope(0, "/");
        scene.identity = granted(u"ann"_s, {u"lobby"_s, u"secret-*"_s}, {u"*"_s});
        Peer &ann = scene.connectEnvelope(1, "/");
        scene.passAll();
        const auto about = [](const QByteArray &type) {
            return "{\"type\":\"" + type + "\",\"id\":7,\"room\":\"secret-1\"}";
        };
        for (const char *type : {"join", "presence", "history"})
            QCOMPARE(scene.answerTo(guest, about(type)), u"forbidden"_s);
        QCOMPARE(scene.roomCount(), std::size_t(1)); // it was not even created
        QCOMPARE(scene.answerTo(ann, about("join")), u"ack"_s);
        QCOMPARE(scene.answerTo(ann, about("presence")), u"presence"_s);
        QCOMPARE(scene.answerTo(ann, about("history")), u"history"_s);
        QCOMPARE(scene.answerTo(guest, about("presence")), u"forbidden"_s);
        QCOMPARE(scene.answerTo(ann, R"({"type":"join","id":7,"room":"other"})"), u"forbidden"_s);
        QCOMPARE(scene.answerTo(guest, R"({"type":"join","id":7,"room":"other"})"), u"ack"_s);
    }
    void anOperatorMayPutAnybodyIntoARoom()
    {
        Scene scene(joining(RoomJoining::Granted));
        Peer &guest = scene.connectEnvelope(0, "/");
        scene.passAll();
        QVERIFY(scene.hubs[0]->putIntoRoom(guest.connection->id(), u"secret-1"_s));
        QVERIFY(scene.passUntil([&] { return heardOf(guest, u"joined"_s).size() == 1; }));
        QCOMPARE(scene.answerTo(guest, R"({"type":"presence","id":7,"room":"secret-1"})"), u"presence"_s);
    }
    void theRoomOfThePathIsCheckedAgain()
    {
        Scene scene(joining(RoomJoining::Granted));
        Peer &guest = scene.connect(0, "/room/secret-1");
        QVERIFY(scene.passUntil([&] { return guest.receivedClose() == 3003; }));
        QCOMPARE(scene.roomCount(), std::size_t(0));
    }
    void newRulesApplyToThoseInside()
    {
        Scene scene({});
        Peer &plain = scene.connect(0, "/room/blue");
        Peer &envelope = scene.connectEnvelope(1, "/room/blue");
        scene.passAll();
        QCOMPARE(scene.answerTo(envelope, Say), u"ack"_s);
        HubRules rules = publishing(RoomPublishing::Server);
        std::vector<RoomSettings> tables = rules.rooms->tables();
        tables[0].join = RoomJoining::Granted;
        scene.setRules(rulesOf(tables));
        QCOMPARE(scene.answerTo(envelope, Say), u"forbidden"_s);
        scene.hubs[0]->sendToRoom(u"blue"_s, PreparedMessage(Opcode::Text, QByteArray("still here")));
        QVERIFY(scene.passUntil([&] { return plain.received() == QByteArrayList({"x", "still here"}); }));
        QCOMPARE(scene.answerTo(envelope, R"({"type":"presence","id":7})"), u"presence"_s);
        QCOMPARE(scene.answerTo(envelope, R"({"type":"leave","id":7})"), u"ack"_s);
        QCOMPARE(scene.answerTo(envelope, R"({"type":"join","id":7})"), u"forbidden"_s);
        scene.setRules({});
        QCOMPARE(scene.answerTo(envelope, R"({"type":"join","id":7})"), u"ack"_s);
        QCOMPARE(scene.answerTo(envelope, Say), u"ack"_s);
    }
    void aRoomHasItsOwnRules()
    {
        RoomSettings quiet;
        quiet.name = u"quiet"_s;
        quiet.echoToSender = false;
        quiet.announce = false;
        quiet.maxMembers = 2;
        quiet.historyMessages = 1;
        HubRules rules = rulesOf({quiet});
        Scene scene(rules);
        Peer &ann = scene.connectEnvelope(0, "/room/quiet");
        Peer &bob = scene.connectEnvelope(1, "/room/quiet");
        scene.passAll();
        Peer &eve = scene.connectEnvelope(1, "/room/quiet");
        QVERIFY(scene.passUntil([&] { return eve.receivedClose() == 1013; }));
        QCOMPARE(scene.answerTo(ann, Say), u"ack"_s);
        QCOMPARE(scene.answerTo(bob, Say), u"ack"_s);
        QVERIFY(scene.passUntil([&] { return !heardOf(ann, u"message"_s).empty(); }));
        QCOMPARE(heardOf(ann, u"message"_s).size(), std::size_t(1)); // that of the other one
        QCOMPARE(heardOf(bob, u"message"_s).size(), std::size_t(1));
        QVERIFY(heardOf(ann, u"joined"_s).empty());
        bob.send(Opcode::Text, R"({"type":"history","id":8})");
        QVERIFY(scene.passUntil([&] { return heardOf(bob, u"history"_s).size() == 1; }));
        QCOMPARE(heardOf(bob, u"history"_s)[0][u"messages"].toArray().size(), 1);

        Peer &zoe = scene.connectEnvelope(0, "/"); // other rooms have those of the server
        scene.passAll();
        Peer &tom = scene.connectEnvelope(1, "/");
        QVERIFY(scene.passUntil([&] { return heardOf(zoe, u"joined"_s).size() == 1; }));
        QCOMPARE(scene.answerTo(tom, Say), u"ack"_s);
        QVERIFY(scene.passUntil([&] { return heardOf(tom, u"message"_s).size() == 1; }));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestRoomAccess)
#include "tst_roomaccess.moc"
