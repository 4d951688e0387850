#include "tests/core/hub/hubfixture.h"
#include "tests/core/hub/recordingtap.h"

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

std::vector<Tapped> observedOf(const RecordingTap &tap)
{
    std::vector<Tapped> observed;
    for (const LogEntry &entry : tap.entries) {
        observed.push_back({entry.connection.value(), entry.room,
                            entry.type == MessageType::Text ? Opcode::Text : Opcode::Binary, entry.payload,
                            entry.recipients, entry.direction == Direction::In});
    }
    return observed;
}

//! A hub and its clients.
struct Fixture
{
    explicit Fixture(const HubSettings &settings = {})
        : hub(peers.loop, peers.events, {settings, {}, {}}, ledger, memory, counters)
    {
        peers.onConnected = [this](Peer &peer) { hub.add(peer.connection, termsOf(peer)); };
    }
    ~Fixture() { peers.closeAll(); }
    Q_DISABLE_COPY_MOVE(Fixture)

    quint32 sendToAll(const PreparedMessage &message)
    {
        quint32 recipients = 0;
        CompletionCounter completion(1);
        hub.sendToAll(message, completion, [&recipients](quint32 count) { recipients = count; });
        return recipients;
    }
    quint32 sendToRoom(const QString &room, const PreparedMessage &message)
    {
        quint32 recipients = 0;
        hub.sendToRoom(room, message, [&recipients](quint32 count) { recipients = count; });
        return recipients;
    }
    std::size_t roomCount() { return hub.roomShard().rooms().size(); }

    RoomLedger ledger;
    MemoryBudget memory;
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
    void aMessageGoesToAllMembersOfItsRoomTheSenderToo()
    {
        Fixture fixture;
        Peer &alice = fixture.peers.connect("/room/blue");
        Peer &bob = fixture.peers.connect("/room/blue");
        Peer &eve = fixture.peers.connect("/room/red");
        Peer &echo = fixture.peers.connect("/echo");
        QCOMPARE(fixture.roomCount(), std::size_t(2));
        alice.send(Opcode::Text, "hello");
        QVERIFY(alice.receives({"hello"}));
        QVERIFY(bob.receives({"hello"}));
        QVERIFY(fixture.peers.turn());
        QCOMPARE(eve.received(), QByteArrayList{});
        QCOMPARE(echo.received(), QByteArrayList{});
    }
    void theSenderCanBeExcepted()
    {
        Fixture fixture({.echoToSender = false});
        Peer &alice = fixture.peers.connect();
        Peer &bob = fixture.peers.connect();
        alice.send(Opcode::Text, "hello");
        QVERIFY(bob.receives({"hello"}));
        QVERIFY(fixture.peers.turn());
        QCOMPARE(alice.received(), QByteArrayList{});
        fixture.hub.setRules({{.echoToSender = true}, {}, {}}); // takes effect at once
        alice.send(Opcode::Text, "again");
        QVERIFY(alice.receives({"again"}));
    }
    void anEchoGoesToItsSenderOnly()
    {
        Fixture fixture({.echoToSender = false}); // concerns rooms only
        Peer &alice = fixture.peers.connect("/echo");
        Peer &bob = fixture.peers.connect("/echo");
        alice.send(Opcode::Text, "hello");
        alice.send(Opcode::Binary, QByteArray("\0\xff", 2));
        QVERIFY(alice.receives({"hello", QByteArray("\0\xff", 2)}));
        QCOMPARE(alice.client.frames()[0].opcode, int(Opcode::Text));
        QCOMPARE(alice.client.frames()[1].opcode, int(Opcode::Binary));
        QVERIFY(fixture.peers.turn());
        QCOMPARE(bob.received(), QByteArrayList{});
        QCOMPARE(fixture.roomCount(), std::size_t(0));
    }
    void payloadsAreNotChanged_data()
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
    void payloadsAreNotChanged()
    {
        QFETCH(const int, opcode);
        QFETCH(const QByteArray, payload);
        Fixture fixture;
        Peer &alice = fixture.peers.connect();
        Peer &bob = fixture.peers.connect();
        alice.send(Opcode(opcode), payload);
        QVERIFY(bob.receives({payload}));
        QCOMPARE(bob.client.frames()[0].opcode, opcode);
    }
    void allMembersReceiveOneOrder()
    {
        Fixture fixture;
        Peer &alice = fixture.peers.connect();
        Peer &bob = fixture.peers.connect();
        for (int i = 0; i < 50; ++i) {
            alice.send(Opcode::Text, "a" + QByteArray::number(i));
            bob.send(Opcode::Text, "b" + QByteArray::number(i));
        }
        QVERIFY(waitUntil([&] { return alice.received().size() == 100 && bob.received().size() == 100; }));
        QCOMPARE(alice.received(), bob.received());
    }
    void countsMessages()
    {
        Fixture fixture;
        Peer &alice = fixture.peers.connect();
        Peer &bob = fixture.peers.connect();
        Peer &echo = fixture.peers.connect("/echo");
        alice.send(Opcode::Text, "12345");
        QVERIFY(bob.receives({"12345"}));
        echo.send(Opcode::Binary, "123");
        QVERIFY(echo.receives({"123"}));
        QCOMPARE(fixture.counters.in.messages(), 2u);
        QCOMPARE(fixture.counters.in.bytes.value(), 8u);
        QCOMPARE(fixture.counters.out.messages(), 3u);
        QCOMPARE(fixture.counters.out.bytes.value(), 13u);
        QCOMPARE(fixture.counters.in.text.value(), 1u);
        QCOMPARE(fixture.counters.out.text.value(), 2u);
        QCOMPARE(fixture.counters.fanout.reading().count(), 1u); // an echo is not a fan-out
        QCOMPARE(fixture.sendToAll(text("12")), 3u);
        QCOMPARE(fixture.counters.in.messages(), 2u);
        QCOMPARE(fixture.counters.out.messages(), 6u);
        QCOMPARE(fixture.counters.out.bytes.value(), 19u);
    }
    void aDepartedClientIsRemovedAndAnEmptyRoomClosed()
    {
        Fixture fixture;
        Peer &alice = fixture.peers.connect();
        Peer &bob = fixture.peers.connect();
        Peer &red = fixture.peers.connect("/room/red");
        QCOMPARE(fixture.roomCount(), std::size_t(2));
        QCOMPARE(fixture.counters.rooms.value(), 2);
        red.client.reset();
        QVERIFY(red.ends());
        QCOMPARE(fixture.roomCount(), std::size_t(1));
        QCOMPARE(fixture.counters.rooms.value(), 1);
        bob.sendClose(1000);
        QVERIFY(bob.ends());
        alice.send(Opcode::Text, "alone");
        QVERIFY(alice.receives({"alone"}));
        QCOMPARE(fixture.counters.out.messages(), 1u);
        QCOMPARE(fixture.sendToAll(text("x")), 1u);
        QCOMPARE(fixture.sendToRoom(QStringLiteral("red"), text("x")), 0u);
    }
    void aClosingConnectionReceivesNothing()
    {
        Fixture fixture;
        Peer &alice = fixture.peers.connect();
        Peer &bob = fixture.peers.connect();
        bob.connection->kick(CloseReason::of(Cause::Kicked));
        alice.send(Opcode::Text, "x");
        QVERIFY(alice.receives({"x"}));
        QVERIFY(bob.receivesClose(4100));
        QCOMPARE(bob.received(), QByteArrayList{});
        QCOMPARE(fixture.counters.out.messages(), 1u);
    }
    void theServerSendsMessages()
    {
        Fixture fixture;
        Peer &blue = fixture.peers.connect("/room/blue");
        Peer &red = fixture.peers.connect("/room/red");
        Peer &echo = fixture.peers.connect("/echo");
        QCOMPARE(fixture.sendToAll(text("all")), 3u);
        QCOMPARE(fixture.sendToRoom(QStringLiteral("red"), text("red")), 1u);
        QCOMPARE(fixture.sendToRoom(QStringLiteral("green"), text("nobody")), 0u);
        QVERIFY(fixture.hub.sendTo(echo.connection->id(), text("you")));
        QVERIFY(blue.receives({"all"}));
        QVERIFY(red.receives({"all", "red"}));
        QVERIFY(echo.receives({"all", "you"}));
        blue.connection->kick(CloseReason::of(Cause::Kicked));
        QVERIFY(!fixture.hub.sendTo(blue.connection->id(), text("too late")));
    }
    void aSlowConsumerIsClosedAfterTheBroadcastNotDuringIt()
    {
        Fixture fixture;
        fixture.peers.settings.outboxHard = 1000;
        Peer &slow = fixture.peers.connect("/", 4096, 4096);
        Peer &fast = fixture.peers.connect();
        Peer &alice = fixture.peers.connect();
        // It does not read, so the outbox fills once the kernel buffers are full.
        QByteArrayList sent;
        QVERIFY(waitUntil([&] {
            if (alice.received().size() == sent.size() && !slow.connection.isNull() &&
                slow.connection->isOpen()) {
                sent.append(QByteArray(20'000, char('a' + sent.size() % 26)));
                alice.send(Opcode::Text, sent.last());
            }
            return !slow.connection || !slow.connection->isOpen();
        }));
        QVERIFY(alice.receives(sent));
        QVERIFY(fast.receives(sent)); // the others lost no message
        QVERIFY(slow.receivesClose(4408));
    }
    void tapsObserveEveryMessage()
    {
        Fixture fixture;
        RecordingTap tap;
        Peer &alice = fixture.peers.connect("/room/blue");
        Peer &bob = fixture.peers.connect("/room/blue");
        Peer &echo = fixture.peers.connect("/echo");
        alice.send(Opcode::Text, "not observed");
        QVERIFY(bob.receives({"not observed"}));
        fixture.hub.setTap(&tap);
        alice.send(Opcode::Text, "hello");
        QVERIFY(bob.receives({"not observed", "hello"}));
        echo.send(Opcode::Binary, "e");
        QVERIFY(echo.receives({"e"}));
        fixture.sendToAll(text("all"));
        fixture.sendToRoom(QStringLiteral("blue"), text("room"));
        fixture.sendToRoom(QStringLiteral("nowhere"), text("lost"));
        fixture.hub.sendTo(bob.connection->id(), text("bob"));
        const QString blue = QStringLiteral("blue");
        const std::vector<Tapped> expected = {
            {1, blue, Opcode::Text, "hello", 0, true},
            {0, blue, Opcode::Text, "hello", 2, false},
            {3, {}, Opcode::Binary, "e", 0, true},
            {3, {}, Opcode::Binary, "e", 1, false},
            {0, {}, Opcode::Text, "all", 3, false},
            {0, blue, Opcode::Text, "room", 2, false},
            {0, QStringLiteral("nowhere"), Opcode::Text, "lost", 0, false},
            {2, {}, Opcode::Text, "bob", 1, false},
        };
        QVERIFY(observedOf(tap) == expected);
        QCOMPARE(tap.entries[1].publisher, ConnectionId(1));
        QCOMPARE(*tap.entries[1].recipientList, (std::vector{ConnectionId(1), ConnectionId(2)}));
        fixture.hub.setTap(nullptr);
        fixture.sendToAll(text("not observed"));
        QCOMPARE(tap.entries.size(), expected.size());
    }
};

SIGNALBOX_IO_TEST_MAIN(TestHub)
#include "tst_hub.moc"
