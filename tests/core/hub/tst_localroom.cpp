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
        QCOMPARE(room.broadcast(PreparedMessage(Opcode::Text, "x"), nullptr), 0u);
    }
    void reachesEverybodyButOne()
    {
        Peers peers;
        Peer &one = peers.connect();
        Peer &two = peers.connect();
        Peer &three = peers.connect();
        LocalRoom room;
        room.add(one.connection);
        room.add(two.connection);
        room.add(three.connection);
        QCOMPARE(room.size(), std::size_t(3));
        QCOMPARE(room.broadcast(PreparedMessage(Opcode::Text, "all"), nullptr), 3u);
        QCOMPARE(room.broadcast(PreparedMessage(Opcode::Text, "others"), two.connection), 2u);
        QVERIFY(one.hears({"all", "others"}));
        QVERIFY(two.hears({"all"}));
        QVERIFY(three.hears({"all", "others"}));
    }
    void sharesTheBytesOfAMessage()
    {
        Peers peers;
        LocalRoom room;
        for (int i = 0; i < 3; ++i)
            room.add(peers.connect().connection);
        const PreparedMessage message(Opcode::Binary, QByteArray(1000, 'x'));
        const char *bytes = message.frame().constData();
        QCOMPARE(room.broadcast(message, nullptr), 3u);
        QVERIFY(!message.frame().isDetached());
        QCOMPARE(message.frame().constData(), bytes);
    }
    void countsOnlyThoseWhoTookIt()
    {
        Peers peers;
        Peer &one = peers.connect();
        Peer &two = peers.connect();
        LocalRoom room;
        room.add(one.connection);
        room.add(two.connection);
        one.connection->kick(CloseReason::of(Cause::Kicked)); // closing, not gone
        QCOMPARE(room.broadcast(PreparedMessage(Opcode::Text, "x"), nullptr), 1u);
    }
    void forgetsWhoLeft_data()
    {
        QTest::addColumn<int>("leaver");
        for (const int leaver : {0, 1, 2})
            QTest::addRow("number %d", leaver) << leaver;
    }
    void forgetsWhoLeft()
    {
        QFETCH(const int, leaver);
        Peers peers;
        Peer *members[] = {&peers.connect(), &peers.connect(), &peers.connect()};
        LocalRoom room;
        for (const Peer *member : members)
            room.add(member->connection);
        room.remove(members[leaver]->connection);
        room.remove(members[leaver]->connection); // harmless
        QCOMPARE(room.broadcast(PreparedMessage(Opcode::Text, "x"), nullptr), 2u);
        for (int i = 0; i < 3; ++i)
            QVERIFY(members[i]->hears(i == leaver ? QByteArrayList{} : QByteArrayList{"x"}));
        QVERIFY(!room.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestLocalRoom)
#include "tst_localroom.moc"
