#include "core/hub/localroom.h"

#include "tests/support/peers.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using Group = LocalRoom::Group;

class TestLocalRoom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyAtFirst()
    {
        LocalRoom room;
        QVERIFY(room.isEmpty());
        QCOMPARE(room.send(Group::Plain, PreparedMessage(Opcode::Text, "x"), nullptr), 0u);
    }
    void sendsToAllMembersExceptOne()
    {
        Peers peers;
        Peer &one = peers.connect();
        Peer &two = peers.connect();
        Peer &three = peers.connect();
        LocalRoom room;
        room.add(one.connection, Group::Plain);
        room.add(two.connection, Group::Plain);
        room.add(three.connection, Group::Plain);
        QCOMPARE(room.size(), std::size_t(3));
        QCOMPARE(room.send(Group::Plain, PreparedMessage(Opcode::Text, "all"), nullptr), 3u);
        QCOMPARE(room.send(Group::Plain, PreparedMessage(Opcode::Text, "others"), two.connection), 2u);
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
        const std::size_t ofPlain = room.add(plain.connection, Group::Plain);
        const std::size_t ofEnvelope = room.add(envelope.connection, Group::Envelope);
        QCOMPARE(room.size(), std::size_t(2));
        QCOMPARE(room.send(Group::Plain, PreparedMessage(Opcode::Text, "p"), nullptr), 1u);
        QCOMPARE(room.send(Group::Envelope, PreparedMessage(Opcode::Text, "e"), nullptr), 1u);
        QVERIFY(plain.receives({"p"}));
        QVERIFY(envelope.receives({"e"}));
        QCOMPARE(room.remove(ofPlain, Group::Plain), nullptr);
        QVERIFY(!room.isEmpty());
        QCOMPARE(room.remove(ofEnvelope, Group::Envelope), nullptr);
        QVERIFY(room.isEmpty());
    }
    void membersWithAReplayAreAGroupOfTheirOwn()
    {
        Peers peers;
        Peer &live = peers.connect();
        Peer &replaying = peers.connect();
        LocalRoom room;
        room.add(live.connection, Group::Envelope);
        const std::size_t position = room.add(replaying.connection, Group::Replaying);
        QCOMPARE(room.size(), std::size_t(2));
        QCOMPARE(room.send(Group::Envelope, PreparedMessage(Opcode::Text, "e"), nullptr), 1u);
        QCOMPARE(room.sendHint(PreparedMessage(Opcode::Text, "notice"), nullptr), 2u);
        QVERIFY(live.receives({"e", "notice"}));
        QVERIFY(replaying.receives({"notice"}));
        QCOMPARE(room.remove(position, Group::Replaying), nullptr);
        QCOMPARE(room.size(), std::size_t(1));
    }
    void sharesTheBytesOfAMessage()
    {
        Peers peers;
        LocalRoom room;
        for (int i = 0; i < 3; ++i)
            room.add(peers.connect().connection, Group::Plain);
        const PreparedMessage message(Opcode::Binary, QByteArray(1000, 'x'));
        QCOMPARE(message.frame().references(), 1u);
        QCOMPARE(room.send(Group::Plain, message, nullptr), 3u);
        QCOMPARE(message.frame().references(), 4u);
    }
    void sendsHintsToMembersWithAnEnvelope()
    {
        Peers peers;
        Peer &one = peers.connect();
        Peer &two = peers.connect();
        Peer &plain = peers.connect();
        LocalRoom room;
        room.add(one.connection, Group::Envelope);
        room.add(two.connection, Group::Envelope);
        room.add(plain.connection, Group::Plain);
        QCOMPARE(room.sendHint(PreparedMessage(Opcode::Text, "hint"), two.connection), 1u);
        QCOMPARE(room.send(Group::Envelope, PreparedMessage(Opcode::Text, "e"), nullptr), 2u);
        QCOMPARE(room.send(Group::Plain, PreparedMessage(Opcode::Text, "p"), nullptr), 1u);
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
        room.add(one.connection, Group::Plain);
        room.add(two.connection, Group::Plain);
        one.connection->kick(CloseReason::of(Cause::Kicked)); // closing, not removed yet
        QCOMPARE(room.send(Group::Plain, PreparedMessage(Opcode::Text, "x"), nullptr), 1u);
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
            QCOMPARE(room.add(members[i]->connection, Group::Plain), std::size_t(i));
        // The last one takes the position.
        QCOMPARE(room.remove(std::size_t(leaver), Group::Plain),
                 leaver == 2 ? nullptr : members[2]->connection);
        QCOMPARE(room.size(), std::size_t(2));
        QCOMPARE(room.send(Group::Plain, PreparedMessage(Opcode::Text, "x"), nullptr), 2u);
        for (int i = 0; i < 3; ++i)
            QVERIFY(members[i]->receives(i == leaver ? QByteArrayList{} : QByteArrayList{"x"}));
        QVERIFY(!room.isEmpty());
    }
};

SIGNALBOX_IO_TEST_MAIN(TestLocalRoom)
#include "tst_localroom.moc"
