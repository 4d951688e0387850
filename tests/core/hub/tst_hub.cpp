#include "core/hub/messagetap.h"

#include "tests/core/hub/hubfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

struct Tapped
{
    quint64 connection = 0; //!< 0: none
    QString room;
    Opcode opcode = Opcode::Text;
    QByteArray payload;
    quint32 recipients = 0;
    bool in = false;

    friend bool operator==(const Tapped &, const Tapped &) = default;
};

struct Tap final : public MessageTap
{
    void messageIn(const Party &from, Opcode opcode, QByteArrayView payload, quint32 recipients) override
    {
        heard.push_back({from.client.value(), from.room, opcode, payload.toByteArray(), recipients, true});
    }
    void messageOut(const Party &to, Opcode opcode, QByteArrayView payload, quint32 recipients) override
    {
        heard.push_back({to.client.value(), to.room, opcode, payload.toByteArray(), recipients, false});
    }
    std::vector<Tapped> heard;
};

//! A hub and those who are in it.
struct Assembly
{
    explicit Assembly(const HubSettings &settings = {})
        : hub(peers.loop, peers.events, {settings, {}, {}}, budget, counters)
    {
        peers.onConnected = [this](Peer &peer) { hub.add(peer.connection, termsOf(peer)); };
    }
    ~Assembly() { peers.disperse(); }
    Q_DISABLE_COPY_MOVE(Assembly)

    quint32 sendToAll(const PreparedMessage &message)
    {
        quint32 taken = 0;
        CompletionCounter completion(1);
        hub.sendToAll(message, completion, [&taken](quint32 counted) { taken = counted; });
        return taken;
    }
    quint32 sendToRoom(const QString &room, const PreparedMessage &message)
    {
        quint32 taken = 0;
        hub.sendToRoom(room, message, [&taken](quint32 counted) { taken = counted; });
        return taken;
    }
    std::size_t roomCount() { return hub.roomShard().rooms().size(); }

    RoomBudget budget;
    ServerCounters counters;
    Peers peers;
    Hub hub;
};

PreparedMessage text(const QByteArray &payload)
{
    return PreparedMessage(Opcode::Text, payload);
}

} // namespace

class TestHub : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMessageGoesToEverybodyInItsRoomTheSenderToo()
    {
        Assembly assembly;
        Peer &alice = assembly.peers.connect("/room/blue");
        Peer &bob = assembly.peers.connect("/room/blue");
        Peer &eve = assembly.peers.connect("/room/red");
        Peer &echo = assembly.peers.connect("/echo");
        QCOMPARE(assembly.roomCount(), std::size_t(2));
        alice.say(Opcode::Text, "hello");
        QVERIFY(alice.hears({"hello"}));
        QVERIFY(bob.hears({"hello"}));
        QVERIFY(assembly.peers.turn());
        QCOMPARE(eve.heard(), QByteArrayList{});
        QCOMPARE(echo.heard(), QByteArrayList{});
    }
    void theSenderIsLeftOutWhenAsked()
    {
        Assembly assembly({.echoToSender = false});
        Peer &alice = assembly.peers.connect();
        Peer &bob = assembly.peers.connect();
        alice.say(Opcode::Text, "hello");
        QVERIFY(bob.hears({"hello"}));
        QVERIFY(assembly.peers.turn());
        QCOMPARE(alice.heard(), QByteArrayList{});
        assembly.hub.setRules({{.echoToSender = true}, {}, {}}); // holds at once
        alice.say(Opcode::Text, "again");
        QVERIFY(alice.hears({"again"}));
    }
    void echoComesBackToItsSenderAlone()
    {
        Assembly assembly({.echoToSender = false}); // which is about rooms
        Peer &alice = assembly.peers.connect("/echo");
        Peer &bob = assembly.peers.connect("/echo");
        alice.say(Opcode::Text, "hello");
        alice.say(Opcode::Binary, QByteArray("\0\xff", 2));
        QVERIFY(alice.hears({"hello", QByteArray("\0\xff", 2)}));
        QCOMPARE(alice.client.frames()[0].opcode, int(Opcode::Text));
        QCOMPARE(alice.client.frames()[1].opcode, int(Opcode::Binary));
        QVERIFY(assembly.peers.turn());
        QCOMPARE(bob.heard(), QByteArrayList{});
        QCOMPARE(assembly.roomCount(), std::size_t(0));
    }
    void everyByteGoesOnAsItCame_data()
    {
        QTest::addColumn<int>("opcode");
        QTest::addColumn<QByteArray>("payload");
        QTest::newRow("empty") << int(Opcode::Text) << QByteArray();
        QTest::newRow("BOM") << int(Opcode::Text) << QByteArray("\xEF\xBB\xBFhello");
        QTest::newRow("BOM in the middle") << int(Opcode::Text) << QByteArray("a\xEF\xBB\xBF");
        QTest::newRow("NUL") << int(Opcode::Text) << QByteArray("a\0b", 3);
        QTest::newRow("noncharacter") << int(Opcode::Text) << QByteArray("\xEF\xBF\xBE");
        QTest::newRow("combining, not normalised") << int(Opcode::Text) << QByteArray("e\xCC\x81");
        QTest::newRow("binary") << int(Opcode::Binary) << QByteArray("\0\x01\xfe\xff", 4);
        QTest::newRow("JSON") << int(Opcode::Text)
                              << QByteArray(R"({ "b":1.10, "a":12345678901234567890, "b":2 })");
    }
    void everyByteGoesOnAsItCame()
    {
        QFETCH(const int, opcode);
        QFETCH(const QByteArray, payload);
        Assembly assembly;
        Peer &alice = assembly.peers.connect();
        Peer &bob = assembly.peers.connect();
        alice.say(Opcode(opcode), payload);
        QVERIFY(bob.hears({payload}));
        QCOMPARE(bob.client.frames()[0].opcode, opcode);
    }
    void everybodyHearsOneOrder()
    {
        Assembly assembly;
        Peer &alice = assembly.peers.connect();
        Peer &bob = assembly.peers.connect();
        for (int i = 0; i < 50; ++i) {
            alice.say(Opcode::Text, "a" + QByteArray::number(i));
            bob.say(Opcode::Text, "b" + QByteArray::number(i));
        }
        QVERIFY(waitUntil([&] { return alice.heard().size() == 100 && bob.heard().size() == 100; }));
        QCOMPARE(alice.heard(), bob.heard());
    }
    void counts()
    {
        Assembly assembly;
        Peer &alice = assembly.peers.connect();
        Peer &bob = assembly.peers.connect();
        Peer &echo = assembly.peers.connect("/echo");
        alice.say(Opcode::Text, "12345");
        QVERIFY(bob.hears({"12345"}));
        echo.say(Opcode::Binary, "123");
        QVERIFY(echo.hears({"123"}));
        QCOMPARE(assembly.counters.in.messages(), 2u);
        QCOMPARE(assembly.counters.in.bytes.value(), 8u);
        QCOMPARE(assembly.counters.out.messages(), 3u);
        QCOMPARE(assembly.counters.out.bytes.value(), 13u);
        QCOMPARE(assembly.counters.in.text.value(), 1u);
        QCOMPARE(assembly.counters.out.text.value(), 2u);
        QCOMPARE(assembly.counters.fanout.reading().count(), 1u); // the echo is none
        QCOMPARE(assembly.sendToAll(text("12")), 3u);
        QCOMPARE(assembly.counters.in.messages(), 2u);
        QCOMPARE(assembly.counters.out.messages(), 6u);
        QCOMPARE(assembly.counters.out.bytes.value(), 19u);
    }
    void whoHasLeftIsGoneAndAnEmptyRoomToo()
    {
        Assembly assembly;
        Peer &alice = assembly.peers.connect();
        Peer &bob = assembly.peers.connect();
        Peer &red = assembly.peers.connect("/room/red");
        QCOMPARE(assembly.roomCount(), std::size_t(2));
        QCOMPARE(assembly.counters.rooms.value(), 2);
        red.client.reset();
        QVERIFY(red.ends());
        QCOMPARE(assembly.roomCount(), std::size_t(1));
        QCOMPARE(assembly.counters.rooms.value(), 1);
        bob.sayClose(1000);
        QVERIFY(bob.ends());
        alice.say(Opcode::Text, "alone");
        QVERIFY(alice.hears({"alone"}));
        QCOMPARE(assembly.counters.out.messages(), 1u);
        QCOMPARE(assembly.sendToAll(text("x")), 1u);
        QCOMPARE(assembly.sendToRoom(QStringLiteral("red"), text("x")), 0u);
    }
    void whoIsClosingHearsNoMore()
    {
        Assembly assembly;
        Peer &alice = assembly.peers.connect();
        Peer &bob = assembly.peers.connect();
        bob.connection->kick(CloseReason::of(Cause::Kicked));
        alice.say(Opcode::Text, "x");
        QVERIFY(alice.hears({"x"}));
        QVERIFY(bob.hearsClose(4100));
        QCOMPARE(bob.heard(), QByteArrayList{});
        QCOMPARE(assembly.counters.out.messages(), 1u);
    }
    void saysSomethingItself()
    {
        Assembly assembly;
        Peer &blue = assembly.peers.connect("/room/blue");
        Peer &red = assembly.peers.connect("/room/red");
        Peer &echo = assembly.peers.connect("/echo");
        QCOMPARE(assembly.sendToAll(text("all")), 3u);
        QCOMPARE(assembly.sendToRoom(QStringLiteral("red"), text("red")), 1u);
        QCOMPARE(assembly.sendToRoom(QStringLiteral("green"), text("nobody")), 0u);
        QVERIFY(assembly.hub.sendTo(echo.connection->id(), text("you")));
        QVERIFY(blue.hears({"all"}));
        QVERIFY(red.hears({"all", "red"}));
        QVERIFY(echo.hears({"all", "you"}));
        blue.connection->kick(CloseReason::of(Cause::Kicked));
        QVERIFY(!assembly.hub.sendTo(blue.connection->id(), text("too late")));
    }
    void aSlowMemberIsClosedAfterTheBroadcastNotDuringIt()
    {
        Assembly assembly;
        assembly.peers.settings.outboxHard = 1000;
        Peer &slow = assembly.peers.connect("/", 4096, 4096);
        Peer &fast = assembly.peers.connect();
        Peer &alice = assembly.peers.connect();
        // It does not read, and once the kernel is full the outbox fills.
        QByteArrayList said;
        QVERIFY(waitUntil([&] {
            if (alice.heard().size() == said.size() && !slow.connection.isNull() &&
                slow.connection->isOpen()) {
                said.append(QByteArray(20'000, char('a' + said.size() % 26)));
                alice.say(Opcode::Text, said.last());
            }
            return !slow.connection || !slow.connection->isOpen();
        }));
        QVERIFY(alice.hears(said));
        QVERIFY(fast.hears(said)); // nobody else lost a message
        QVERIFY(slow.hearsClose(4408));
    }
    void tapsHearEverything()
    {
        Assembly assembly;
        Tap tap;
        Peer &alice = assembly.peers.connect("/room/blue");
        Peer &bob = assembly.peers.connect("/room/blue");
        Peer &echo = assembly.peers.connect("/echo");
        alice.say(Opcode::Text, "unheard");
        QVERIFY(bob.hears({"unheard"}));
        assembly.hub.setTap(&tap);
        alice.say(Opcode::Text, "hello");
        QVERIFY(bob.hears({"unheard", "hello"}));
        echo.say(Opcode::Binary, "e");
        QVERIFY(echo.hears({"e"}));
        assembly.sendToAll(text("all"));
        assembly.sendToRoom(QStringLiteral("blue"), text("room"));
        assembly.sendToRoom(QStringLiteral("nowhere"), text("lost"));
        assembly.hub.sendTo(bob.connection->id(), text("bob"));
        const QString blue = QStringLiteral("blue");
        const std::vector<Tapped> expected = {
            {1, blue, Opcode::Text, "hello", 2, true},
            {3, {}, Opcode::Binary, "e", 1, true},
            {0, {}, Opcode::Text, "all", 3, false},
            {0, blue, Opcode::Text, "room", 2, false},
            {0, QStringLiteral("nowhere"), Opcode::Text, "lost", 0, false},
            {2, blue, Opcode::Text, "bob", 1, false},
        };
        QVERIFY(tap.heard == expected);
        assembly.hub.setTap(nullptr);
        assembly.sendToAll(text("unheard"));
        QCOMPARE(tap.heard.size(), expected.size());
    }
};

SIGNALBOX_IO_TEST_MAIN(TestHub)
#include "tst_hub.moc"
