#include "core/hub/publishqueue.h"

#include <QTest>

#include <random>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const QString blue = QStringLiteral("blue");
constexpr TimePoint Start{1h};

Requester requester(quint64 sender, qint64 credit)
{
    return {ConnectionId(sender), 0, credit, {}};
}

//! A queue with a clock, and what was taken from it as words: `p1` a publication of 1, `l1` its leave, `j1`, `m1`.
struct Fixture
{
    void publish(quint64 sender, qint64 credit = 1000)
    {
        queue.add(ConnectionId(sender), RoomPublish{requester(sender, credit), blue, {}, {}}, now);
    }
    void leave(quint64 sender, bool hasDisconnected = false)
    {
        queue.add(ConnectionId(sender), RoomLeave{requester(sender, 0), blue, hasDisconnected}, now);
    }
    void join(quint64 sender)
    {
        queue.add(ConnectionId(sender),
                  RoomJoin{requester(sender, 0), blue, {ConnectionId(sender), {}, 0, Dialect::Plain}, {}},
                  now);
    }
    void ask(quint64 sender)
    {
        queue.add(ConnectionId(sender), MembershipQuery{{}, blue, ConnectionId(sender)}, now);
    }

    static QByteArray nameOf(const PublishQueue::Request &request)
    {
        if (const auto *publish = std::get_if<RoomPublish>(&request))
            return "p" + QByteArray::number(publish->requester.client.value());
        if (const auto *leave = std::get_if<RoomLeave>(&request))
            return "l" + QByteArray::number(leave->requester.client.value());
        if (const auto *join = std::get_if<RoomJoin>(&request))
            return "j" + QByteArray::number(join->requester.client.value());
        return "m" + QByteArray::number(std::get<MembershipQuery>(request).client.value());
    }
    QByteArray takeDue(bool publications = true)
    {
        QByteArrayList taken;
        while (auto request = queue.takeDue(now, publications))
            taken += nameOf(*request);
        return taken.join(' ');
    }
    //! One round in which all but \a behind may publish.
    QByteArray takeNext(quint64 behind = 0)
    {
        QByteArrayList taken;
        quint64 from = 0;
        while (auto request =
                   queue.takeNext(from, [behind](ConnectionId sender) { return sender.value() != behind; }))
            taken += nameOf(*request);
        return taken.join(' ');
    }

    PublishQueue queue;
    TimePoint now = Start;
};

} // namespace

class TestPublishQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPublicationWaitsOneSecond()
    {
        Fixture fixture;
        QVERIFY(!fixture.queue.due());
        fixture.publish(1, 64 * 1024);
        QCOMPARE(*fixture.queue.due(), Start + 1s);
        fixture.now += 999ms;
        QCOMPARE(fixture.takeDue(), QByteArray(""));
        QVERIFY(fixture.queue.holds(ConnectionId(1)));
        fixture.now += 1ms;
        QCOMPARE(fixture.takeDue(), QByteArray("p1"));
        QVERIFY(fixture.queue.isEmpty());
        QVERIFY(!fixture.queue.due());
    }
    void noSenderWaitsForAnother()
    {
        Fixture fixture;
        for (int i = 0; i < 100; ++i)
            fixture.publish(1, 64 * 1024);
        fixture.now += 500ms;
        fixture.publish(2);
        fixture.now += 1s;
        QCOMPARE(fixture.takeDue(), QByteArray("p1 p2"));
    }
    void aSenderAtFullSpeedGetsOneLargePublicationASecond()
    {
        Fixture fixture;
        int passed = 0;
        for (; fixture.now < Start + 10s; fixture.now += 10ms) {
            for (int i = 0; i < 4; ++i) // as many as its credit allows
                fixture.publish(1, 64 * 1024);
            passed += int(fixture.takeDue().count('p'));
        }
        QCOMPARE(passed, 9);
    }
    void aFewSmallPublicationsPassSoonAfterEachOther()
    {
        Fixture fixture;
        for (int i = 0; i < 5; ++i)
            fixture.publish(1, 600);
        fixture.now += 1s;
        QCOMPARE(fixture.takeDue(), QByteArray("p1"));
        fixture.now += 36ms;
        QCOMPARE(fixture.takeDue(), QByteArray("p1"));
        fixture.now += 36ms;
        QCOMPARE(fixture.takeDue(), QByteArray("p1"));
        fixture.now += 72ms;
        QCOMPARE(fixture.takeDue(), QByteArray("p1")); // the time that nobody used is not saved up
        fixture.now += 36ms;
        QCOMPARE(fixture.takeDue(), QByteArray("p1"));
        QVERIFY(fixture.queue.isEmpty());
    }
    void whenReadersHaveCaughtUpAllGoInTheOrderOfArrival()
    {
        Fixture fixture;
        fixture.publish(2);
        fixture.publish(1);
        fixture.publish(2);
        fixture.publish(3);
        fixture.publish(1);
        QCOMPARE(fixture.takeNext(), QByteArray("p2 p1 p2 p3 p1"));
        QVERIFY(fixture.queue.isEmpty());
    }
    void aSenderThatMayNotPublishKeepsItsOrder()
    {
        Fixture fixture;
        fixture.publish(1);
        fixture.publish(2);
        fixture.publish(1);
        fixture.publish(2);
        QCOMPARE(fixture.takeNext(1), QByteArray("p2 p2"));
        fixture.now += 1s;
        QCOMPARE(fixture.takeDue(), QByteArray("p1"));
        QCOMPARE(fixture.takeNext(), QByteArray("p1"));
    }
    void aLeaveStaysBehindOwnPublicationsOnly()
    {
        Fixture fixture;
        fixture.publish(1);
        fixture.publish(2);
        QVERIFY(!fixture.queue.holdsLeaveOf(ConnectionId(1)));
        fixture.leave(1);
        QVERIFY(fixture.queue.holdsLeaveOf(ConnectionId(1)));
        QVERIFY(!fixture.queue.holdsLeaveOf(ConnectionId(2)));
        QCOMPARE(fixture.takeDue(), QByteArray(""));
        QCOMPARE(fixture.takeNext(2), QByteArray("p1"));
        QCOMPARE(*fixture.queue.due(), TimePoint::min());
        QCOMPARE(fixture.takeDue(), QByteArray("l1")); // at once
        QCOMPARE(*fixture.queue.due(), Start + 1s);
    }
    void aJoinStaysBehindTheLeave()
    {
        Fixture fixture;
        fixture.publish(1);
        fixture.leave(1);
        fixture.ask(1);
        fixture.join(1);
        fixture.publish(1);
        fixture.now += 1s;
        QCOMPARE(fixture.takeDue(), QByteArray("p1 l1 m1 j1"));
        fixture.now += 1s;
        QCOMPARE(fixture.takeDue(), QByteArray("p1"));
    }
    void publicationsCanBeLeftForLater()
    {
        Fixture fixture;
        fixture.publish(1);
        fixture.leave(1);
        fixture.now += 2s;
        QCOMPARE(fixture.takeDue(false), QByteArray("")); // a backlog
        QCOMPARE(fixture.takeNext(), QByteArray("p1"));
        QCOMPARE(fixture.takeDue(false), QByteArray("l1"));
    }
    void aDisconnectedSenderIsGoneWithinASecond()
    {
        Fixture fixture;
        for (int i = 0; i < 4; ++i)
            fixture.publish(1, 64 * 1024);
        fixture.leave(2);
        QCOMPARE(fixture.takeDue(), QByteArray("l2"));
        fixture.now += 300ms;
        fixture.leave(1, true);
        fixture.now += 700ms;
        QCOMPARE(fixture.takeDue(), QByteArray("p1 p1 p1 p1 l1"));
        QVERIFY(fixture.queue.isEmpty());
    }
    void everySenderKeepsItsOrder()
    {
        std::mt19937 random(20261127);
        Fixture fixture;
        std::map<quint64, qint64> sent;
        std::map<quint64, qint64> taken;
        const auto check = [&](const std::optional<PublishQueue::Request> &request) {
            if (!request)
                return false;
            const auto &publish = std::get<RoomPublish>(*request);
            const quint64 sender = publish.requester.client.value();
            return publish.requester.credit == ++taken[sender];
        };
        for (int step = 0; step < 20000; ++step) {
            const quint64 sender = 1 + random() % 7;
            if (random() % 2)
                fixture.publish(sender, ++sent[sender]);
            fixture.now += Milliseconds(random() % 30);
            quint64 from = 0;
            if (auto request = fixture.queue.takeDue(fixture.now))
                QVERIFY(check(request));
            else if (auto next = random() % 3 ? fixture.queue.takeNext(
                                                    from, [&](ConnectionId) { return random() % 2; })
                                              : std::nullopt)
                QVERIFY(check(next));
        }
        while (auto request = fixture.queue.takeDue(fixture.now += 1s))
            QVERIFY(check(request));
        QCOMPARE(taken, sent);
        QVERIFY(fixture.queue.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestPublishQueue)
#include "tst_publishqueue.moc"
