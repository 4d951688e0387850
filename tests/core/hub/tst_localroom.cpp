#include "core/hub/localroom.h"

#include "tests/support/peers.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

class TestLocalRoom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyAtFirst()
    {
        LocalRoom room;
        QVERIFY(room.isEmpty());
        QCOMPARE(room.send(Dialect::Plain, PreparedMessage(Opcode::Text, "x"), nullptr), 0u);
    }
    void sendsToAllMembersExceptOne()
    {
        Peers peers;
        Peer &one = peers.connect();
        Peer &two = peers.connect();
        Peer &three = peers.connect();
        LocalRoom room;
        room.add(one.connection, Dialect::Plain);
        room.add(two.connection, Dialect::Plain);
        room.add(three.connection, Dialect::Plain);
        QCOMPARE(room.size(), std::size_t(3));
        QCOMPARE(room.send(Dialect::Plain, PreparedMessage(Opcode::Text, "all"), nullptr), 3u);
        QCOMPARE(room.send(Dialect::Plain, PreparedMessage(Opcode::Text, "others"), two.connection), 2u);
        QVERIFY(one.receives({"all", "others"}));
        QVERIFY(two.receives({"all"}));
        QVERIFY(three.receives({"all", "others"}));
    }
    void keepsTheDialectsSeparate()
    {
        Peers peers;
        Peer &plain = peers.connect();
        Peer &envelope = peers.connect();
        LocalRoom room;
        const std::size_t ofPlain = room.add(plain.connection, Dialect::Plain);
        const std::size_t ofEnvelope = room.add(envelope.connection, Dialect::Envelope);
        QCOMPARE(room.size(), std::size_t(2));
        QCOMPARE(room.send(Dialect::Plain, PreparedMessage(Opcode::Text, "p"), nullptr), 1u);
        QCOMPARE(room.send(Dialect::Envelope, PreparedMessage(Opcode::Text, "e"), nullptr), 1u);
        QVERIFY(plain.receives({"p"}));
        QVERIFY(envelope.receives({"e"}));
        QCOMPARE(room.remove(ofPlain, Dialect::Plain), nullptr);
        QVERIFY(!room.isEmpty());
        QCOMPARE(room.remove(ofEnvelope, Dialect::Envelope), nullptr);
        QVERIFY(room.isEmpty());
    }
    void sharesTheBytesOfAMessage()
    {
        Peers peers;
        LocalRoom room;
        for (int i = 0; i < 3; ++i)
            room.add(peers.connect().connection, Dialect::Plain);
        const PreparedMessage message(Opcode::Binary, QByteArray(1000, 'x'));
        QCOMPARE(message.frame().references(), 1u);
        QCOMPARE(room.send(Dialect::Plain, message, nullptr), 3u);
        QCOMPARE(message.frame().references(), 4u);
    }
    void sendsHintsToMembersWithAnEnvelope()
    {
        Peers peers;
        Peer &one = peers.connect();
        Peer &two = peers.connect();
        Peer &plain = peers.connect();
        LocalRoom room;
        room.add(one.connection, Dialect::Envelope);
        room.add(two.connection, Dialect::Envelope);
        room.add(plain.connection, Dialect::Plain);
        QCOMPARE(room.sendHint(PreparedMessage(Opcode::Text, "hint"), two.connection), 1u);
        QCOMPARE(room.send(Dialect::Envelope, PreparedMessage(Opcode::Text, "e"), nullptr), 2u);
        QCOMPARE(room.send(Dialect::Plain, PreparedMessage(Opcode::Text, "p"), nullptr), 1u);
        QVERIFY(one.receives({"hint", "e"}));
        QVERIFY(two.receives({"e"}));
        QVERIFY(plain.receives({"p"}));
    }
    void countsOnlyMembersThatAccepted()
    {
        Peers peers;
        Peer &one = peers.connect();
        Peer &two = peers.connect();
        LocalRoom room;
        room.add(one.connection, Dialect::Plain);
        room.add(two.connection, Dialect::Plain);
        one.connection->kick(CloseReason::of(Cause::Kicked)); // closing, not removed yet
        QCOMPARE(room.send(Dialect::Plain, PreparedMessage(Opcode::Text, "x"), nullptr), 1u);
    }
    void removesMembers_data()
    {
        QTest::addColumn<int>("leaver");
        for (const int leaver : {0, 1, 2})
            QTest::addRow("number %d", leaver) << leaver;
    }
    void removesMembers()
    {
        QFETCH(const int, leaver);
        Peers peers;
        Peer *members[] = {&peers.connect(), &peers.connect(), &peers.connect()};
        LocalRoom room;
        for (int i = 0; i < 3; ++i)
            QCOMPARE(room.add(members[i]->connection, Dialect::Plain), std::size_t(i));
        // The last one takes the position.
        QCOMPARE(room.remove(std::size_t(leaver), Dialect::Plain),
                 leaver == 2 ? nullptr : members[2]->connection);
        QCOMPARE(room.size(), std::size_t(2));
        QCOMPARE(room.send(Dialect::Plain, PreparedMessage(Opcode::Text, "x"), nullptr), 2u);
        for (int i = 0; i < 3; ++i)
            QVERIFY(members[i]->receives(i == leaver ? QByteArrayList{} : QByteArrayList{"x"}));
        QVERIFY(!room.isEmpty());
    }
};

SIGNALBOX_IO_TEST_MAIN(TestLocalRoom)
#include "tst_localroom.moc"
