#include "core/hub/publishgate.h"

#include "tests/core/hub/roomsfixture.h"

#include <QTest>

#include <functional>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

const QString &blue = RoomsFixture::blue;

//! A room of the readers 1 to `readers`, and what is performed in it, as words: `p1` a publication of 1, `l1` its leave.
struct Fixture final : public RoomsFixture, private PublishGate::Performer
{
    explicit Fixture(quint64 readers)
    {
        room = table.open(blue, {}).room;
        for (quint64 client = 1; client <= readers; ++client)
            room->add({ConnectionId(client), {}, 0, Dialect::Plain});
    }

    void setBehind(std::initializer_list<quint64> clients, bool isBehind = true)
    {
        for (const quint64 client : clients)
            room->setBehind(ConnectionId(client), isBehind);
        gate.readersChanged(*room);
    }
    //! Returns whether it waits.
    bool publish(quint64 client, qint64 credit = 1000)
    {
        RoomPublish request{{ConnectionId(client), 0, credit, {}}, blue, {}, {}};
        return gate.hold(*room, request);
    }
    bool leave(quint64 client)
    {
        RoomLeave request{{ConnectionId(client), 0, 0, {}}, blue};
        return gate.hold(*room, request);
    }
    bool join(quint64 client)
    {
        RoomJoin request{
            {ConnectionId(client), 0, 0, {}}, blue, {ConnectionId(client), {}, 0, Dialect::Plain}, {}};
        return gate.hold(*room, request);
    }
    QString endTurn()
    {
        loop.settle();
        return std::exchange(performed, {}).join(u' ');
    }
    void stopWaiting() {} // wakes the loop
    //! Runs turns until something was performed.
    QString nextPerformed(Milliseconds most = 3s)
    {
        loop.wheel().arm(alarm, Clock::now() + most);
        while (performed.isEmpty() && alarm.isArmed())
            loop.turn(IoLoop::Wait::Yes);
        alarm.cancel();
        return endTurn();
    }

    PublishGate gate{loop, table, *this};
    Room *room = nullptr;
    WheelTimer alarm = WheelTimer::of<&Fixture::stopWaiting>(this);
    bool hasBacklog = false;
    QStringList performed;
    std::function<void()> onPerformed;

private:
    bool isBacklogged(const Room &) override { return hasBacklog; }
    void performHeld(Room &, PublishQueue::Request &&request) override
    {
        if (const auto *publish = std::get_if<RoomPublish>(&request))
            performed += u'p' + publish->requester.client.toString();
        else if (const auto *leave = std::get_if<RoomLeave>(&request))
            performed += u'l' + leave->requester.client.toString();
        else
            performed += QStringLiteral("other");
        if (onPerformed)
            onPerformed();
    }
};

} // namespace

class TestPublishGate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingWaitsWhileMostReadersKeepUp()
    {
        Fixture fixture(5);
        QVERIFY(!fixture.publish(1));
        fixture.setBehind({2, 3}); // two of the four others
        QVERIFY(!fixture.publish(1));
        QVERIFY(!fixture.leave(1));
        QVERIFY(!fixture.gate.isHolding(blue));
    }
    void publicationsWaitWhileMostReadersAreBehind()
    {
        Fixture fixture(5);
        fixture.setBehind({2, 3, 4});
        QVERIFY(fixture.publish(1));
        QVERIFY(fixture.gate.isHolding(blue));
        QCOMPARE(fixture.endTurn(), QString());
        fixture.setBehind({3}, false); // half of them
        QCOMPARE(fixture.endTurn(), QStringLiteral("p1"));
        QVERIFY(!fixture.gate.isHolding(blue));
        QVERIFY(!fixture.publish(1));
    }
    void thePublishersOwnQueueDoesNotCount()
    {
        Fixture fixture(3);
        fixture.setBehind({1, 2});
        QVERIFY(!fixture.publish(1)); // one of the two others
        QVERIFY(fixture.publish(3));
        QVERIFY(fixture.publish(1)); // behind the one that waits already
        QCOMPARE(fixture.endTurn(), QStringLiteral("p1"));
    }
    void aPublicationWaitsForOneSecondAtMost()
    {
        Fixture fixture(3);
        fixture.setBehind({2, 3});
        fixture.loop.turn(IoLoop::Wait::No); // reads the clock
        const TimePoint before = fixture.loop.now();
        QVERIFY(fixture.publish(1));
        QCOMPARE(fixture.endTurn(), QString());
        QCOMPARE(fixture.nextPerformed(), QStringLiteral("p1"));
        const auto waited = Clock::now() - before;
        QVERIFY2(waited >= 1s && waited < 2s, qPrintable(QString::number(waited / 1ms)));
    }
    void othersAndTheServerPass()
    {
        Fixture fixture(4);
        fixture.setBehind({2, 3, 4});
        QVERIFY(fixture.publish(1));
        QVERIFY(!fixture.leave(2));
        QVERIFY(!fixture.join(1)); // a member already
        QVERIFY(!fixture.join(9));
        QVERIFY(!fixture.publish(0)); // the server
        QVERIFY(!fixture.publish(9)); // no member: it fails
        MembershipQuery query{{}, blue, ConnectionId(1)};
        QVERIFY(!fixture.gate.hold(*fixture.room, query));
    }
    void aLeaveStaysBehindItsPublications()
    {
        Fixture fixture(4);
        fixture.setBehind({2, 3, 4});
        QVERIFY(fixture.publish(1));
        QVERIFY(fixture.publish(1));
        QVERIFY(fixture.leave(1));
        QVERIFY(fixture.join(1));
        MembershipQuery query{{}, blue, ConnectionId(1)};
        QVERIFY(fixture.gate.hold(*fixture.room, query));
        QCOMPARE(fixture.endTurn(), QString());
        fixture.setBehind({2, 3}, false);
        QCOMPARE(fixture.endTurn(), QStringLiteral("p1 p1 l1 other other"));
        QVERIFY(!fixture.gate.isHolding(blue));
    }
    void whatWaitsGoesInPieces()
    {
        Fixture fixture(4);
        fixture.setBehind({2, 3, 4});
        for (int i = 0; i < 10; ++i)
            QVERIFY(fixture.publish(1, 30'000));
        // Readers fall behind again after the first piece.
        int count = 0;
        fixture.onPerformed = [&] {
            if (++count == 3)
                fixture.setBehind({2, 3});
        };
        fixture.setBehind({2, 3}, false);
        QCOMPARE(fixture.endTurn(), QStringLiteral("p1 p1 p1"));
        fixture.setBehind({2, 3}, false);
        QCOMPARE(fixture.endTurn().count(u'p'), 7); // the pieces follow each other
    }
    void aBacklogHoldsPublicationsForAsLongAsItTakes()
    {
        Fixture fixture(2);
        fixture.hasBacklog = true;
        QVERIFY(fixture.publish(1));
        QVERIFY(fixture.leave(1));
        QVERIFY(!fixture.leave(2));
        QCOMPARE(fixture.nextPerformed(1200ms), QString());
        fixture.hasBacklog = false;
        fixture.gate.resume();
        QCOMPARE(fixture.endTurn(), QStringLiteral("p1 l1"));
    }
    void withoutTheRestOfTheReadersNothingWaits()
    {
        Fixture fixture(3);
        fixture.setBehind({2, 3});
        QVERIFY(fixture.publish(1));
        fixture.room->remove(ConnectionId(2));
        fixture.room->remove(ConnectionId(3));
        fixture.gate.readersChanged(*fixture.room);
        QCOMPARE(fixture.endTurn(), QStringLiteral("p1"));
    }
};

QTEST_GUILESS_MAIN(TestPublishGate)
#include "tst_publishgate.moc"
