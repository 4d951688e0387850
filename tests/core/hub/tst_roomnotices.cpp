#include "core/hub/roomnotices.h"

#include "tests/core/hub/roomsfixture.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

const QString &blue = RoomsFixture::blue;
const QString &red = RoomsFixture::red;

//! Keeps the notices that are sent, as words: `+blue1` when client 1 has joined blue, `-blue1` when it has left.
struct Fixture final : public RoomsFixture, private RoomNotices::Sender
{
    Fixture()
    {
        for (const QString &name : {blue, red})
            table.open(name, {}).room->add({ConnectionId(100), {}, 0, Dialect::Envelope});
    }

    void join(quint64 client, const QString &name = blue)
    {
        Room &room = *table.find(name);
        const Membership member{ConnectionId(client), {}, 0, Dialect::Envelope};
        room.add(member);
        notices.add(room, member, RoomNotices::Kind::Joined);
    }
    void leave(quint64 client, const QString &name = blue)
    {
        Room &room = *table.find(name);
        const Membership member = *room.find(ConnectionId(client));
        room.remove(member.client);
        notices.add(room, member, RoomNotices::Kind::Left);
    }
    void addSilently(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i)
            table.find(blue)->add({ConnectionId(1000 + i), {}, 0, Dialect::Envelope});
    }
    QStringList endTurn()
    {
        loop.settle();
        return std::exchange(sent, {});
    }

    RoomNotices notices{loop, table, *this};
    QStringList sent;

private:
    void sendNotice(Room &room, const Membership &client, RoomNotices::Kind kind) override
    {
        sent += (kind == RoomNotices::Kind::Joined ? QStringLiteral("+") : QStringLiteral("-")) +
                room.name() + client.client.toString();
    }
};

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

class TestRoomNotices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theNoticesOfATurnAreSentAtItsEndInTheirOrder()
    {
        Fixture fixture;
        fixture.join(1);
        fixture.join(2);
        QVERIFY(fixture.sent.isEmpty());
        QCOMPARE(fixture.endTurn(), words("+blue1 +blue2"));
        fixture.leave(1);
        fixture.join(3);
        QCOMPARE(fixture.endTurn(), words("-blue1 +blue3"));
        QCOMPARE(fixture.endTurn(), QStringList()); // once
    }
    void aPairCancelsOut()
    {
        Fixture fixture;
        fixture.join(1);
        fixture.endTurn();
        fixture.join(2);
        fixture.leave(1);
        fixture.leave(2);
        fixture.join(1);
        QCOMPARE(fixture.endTurn(), QStringList());
        for (int i = 0; i < 5; ++i) {
            fixture.leave(1);
            fixture.join(1);
        }
        fixture.leave(1);
        QCOMPARE(fixture.endTurn(), words("-blue1")); // what is left of an odd number
    }
    void otherClientsAndRoomsAreNoPair()
    {
        Fixture fixture;
        fixture.join(1);
        fixture.endTurn();
        fixture.leave(1);
        fixture.join(1, red);
        fixture.join(2);
        QStringList sent = fixture.endTurn();
        sent.sort();
        QCOMPARE(sent, words("+blue2 +red1 -blue1"));
    }
    void aPublisherIsAnnouncedBeforeItsMessage()
    {
        Fixture fixture;
        fixture.join(1);
        fixture.join(2);
        fixture.notices.sendBefore(*fixture.table.find(blue), ConnectionId(2));
        QCOMPARE(std::exchange(fixture.sent, {}), words("+blue2"));
        fixture.notices.sendBefore(*fixture.table.find(blue), ConnectionId(2)); // once
        fixture.notices.sendBefore(*fixture.table.find(red), ConnectionId(1));
        QVERIFY(fixture.sent.isEmpty());
        fixture.leave(2); // no pair any more
        QCOMPARE(fixture.endTurn(), words("+blue1 -blue2"));
    }
    void aRoomThatIsGoneGetsNone()
    {
        Fixture fixture;
        fixture.join(1);
        fixture.leave(1);
        fixture.leave(100);
        fixture.table.erase(blue);
        QCOMPARE(fixture.endTurn(), QStringList());
    }
    void aboveTheBoundTheyAreLeftOut()
    {
        Fixture fixture;
        fixture.addSilently(1000);
        QStringList sent;
        quint64 client = 5000;
        for (int turn = 0; turn < 100; ++turn) {
            for (int i = 0; i < 50; ++i)
                fixture.join(++client);
            sent += fixture.endTurn();
        }
        // 5,000 notices would be more than 15 million deliveries.
        const qint64 saved = RoomNotices::RoomRate * WorkAccount::BurstSeconds;
        QVERIFY2(sent.size() >= saved / 1200 && sent.size() <= saved / 1000 + 1,
                 qPrintable(QString::number(sent.size())));
        QCOMPARE(sent.first(), QStringLiteral("+blue5001"));
        // A room does not use up what others need.
        fixture.join(1, red);
        QCOMPARE(fixture.endTurn(), words("+red1"));
    }
    void theBoundIsOneOfTime()
    {
        Fixture fixture;
        fixture.addSilently(30'000);
        qsizetype sent = 0;
        for (quint64 client = 50'000; client < 50'010; ++client) {
            fixture.join(client);
            sent += fixture.endTurn().size();
        }
        QCOMPARE(sent, 4); // 100,000 deliveries are saved up; the last notice may exceed it
        auto isAnnouncedAgain = [&, client = quint64(90'000)]() mutable {
            fixture.loop.turn(IoLoop::Wait::No); // reads the clock
            fixture.join(++client);
            return !fixture.endTurn().isEmpty();
        };
        QVERIFY(waitUntil(isAnnouncedAgain));
    }
};

QTEST_GUILESS_MAIN(TestRoomNotices)
#include "tst_roomnotices.moc"
