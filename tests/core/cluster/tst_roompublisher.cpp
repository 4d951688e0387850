#include "core/cluster/roompublisher.h"

#include <QTest>

using namespace signalbox;
using Status = PublishAnswer::Status;

namespace {

const QString epoch = QStringLiteral("epoch");

struct Fixture
{
    explicit Fixture(bool isAllowed = true) { publisher.setAllowed(isAllowed); }
    void add(quint64 counter, Milliseconds patience = Milliseconds(2000))
    {
        publisher.add({counter, QByteArray::number(counter), {}, now, now + patience});
    }
    void answer(quint64 counter, Status status, quint64 seq = 0)
    {
        publisher.answered(counter, {status, {epoch, seq}}, now);
    }
    std::vector<quint64> takeSent() { return std::exchange(sent, {}); }

    TimePoint now{std::chrono::hours(1)};
    std::vector<quint64> sent;
    std::vector<quint64> done;
    std::vector<quint64> failed;
    int questions = 0;
    RoomPublisher publisher{{[this](const QueuedPublish &publish) { sent.push_back(publish.counter); },
                             [this](const QueuedPublish &publish, bool hasArrived) {
                                 (hasArrived ? done : failed).push_back(publish.counter);
                             },
                             [this] { ++questions; }}};
};

using Counters = std::vector<quint64>;

} // namespace

class TestRoomPublisher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theAnswerOfRedisIsNotTheArrival()
    {
        Fixture fixture;
        fixture.add(1);
        fixture.add(2);
        QCOMPARE(fixture.sent, (Counters{1, 2}));
        fixture.answer(1, Status::Published, 1);
        QVERIFY(fixture.done.empty());
        QVERIFY(fixture.publisher.arrived(1));
        QVERIFY(fixture.publisher.arrived(2)); // before its answer
        fixture.answer(2, Status::Published, 2);
        QCOMPARE(fixture.done, (Counters{1, 2}));
        QVERIFY(fixture.failed.empty());
        QVERIFY(fixture.publisher.isEmpty());
        QCOMPARE(fixture.questions, 0);
    }
    void waitsUntilItMaySend()
    {
        Fixture fixture(false);
        fixture.add(1);
        fixture.add(2);
        QVERIFY(fixture.sent.empty());
        fixture.publisher.setAllowed(true);
        QCOMPARE(fixture.sent, (Counters{1, 2}));
    }
    void sendsAgainInOrderWhenTheConnectionIsBack()
    {
        Fixture fixture;
        fixture.add(1);
        fixture.add(2);
        fixture.answer(1, Status::Published, 1);
        fixture.answer(2, Status::Unknown);
        fixture.publisher.setAllowed(false);
        fixture.add(3);
        QCOMPARE(fixture.takeSent(), (Counters{1, 2}));
        fixture.publisher.setAllowed(true);
        QCOMPARE(fixture.takeSent(), (Counters{2, 3}));
        fixture.answer(2, Status::Known, 2);
        QCOMPARE(fixture.questions, 1); // it may have arrived nowhere
        fixture.answer(3, Status::Published, 3);
        QVERIFY(fixture.publisher.arrived(1));
        QVERIFY(fixture.publisher.arrived(2));
        QVERIFY(fixture.publisher.arrived(3));
        QVERIFY(fixture.failed.empty());
    }
    void nothingIsSentBehindARefusalUntilAllAnswersAreThere()
    {
        Fixture fixture;
        fixture.add(1);
        fixture.add(2);
        fixture.answer(1, Status::Refused);
        fixture.add(3);
        fixture.publisher.retry(fixture.now + RoomPublisher::RetryEvery);
        QCOMPARE(fixture.takeSent(), (Counters{1, 2})); // the answer to 2 is missing
        fixture.answer(2, Status::Refused);
        fixture.publisher.retry(fixture.now);
        QVERIFY(fixture.sent.empty());
        fixture.publisher.retry(fixture.now + RoomPublisher::RetryEvery);
        QCOMPARE(fixture.takeSent(), (Counters{1, 2, 3}));
    }
    void whatALaterOneHasOvertakenFails()
    {
        Fixture fixture;
        fixture.add(1);
        fixture.add(2);
        fixture.add(3);
        fixture.answer(1, Status::Refused);
        fixture.answer(2, Status::Published, 1);
        fixture.answer(3, Status::Refused);
        fixture.takeSent();
        fixture.publisher.retry(fixture.now + RoomPublisher::RetryEvery);
        QCOMPARE(fixture.failed, (Counters{1}));
        QCOMPARE(fixture.sent, (Counters{3}));
    }
    void whatHasNotArrivedBeforeALaterOneFails()
    {
        Fixture fixture;
        fixture.add(1);
        fixture.add(2);
        QVERIFY(fixture.publisher.arrived(2));
        QCOMPARE(fixture.failed, (Counters{1}));
        fixture.answer(1, Status::Published, 1); // has no effect any more
        fixture.answer(2, Status::Published, 2);
        QVERIFY(fixture.publisher.isEmpty());
    }
    void synchronizesWhenRedisHasAnotherNumbering()
    {
        Fixture fixture;
        fixture.add(1);
        fixture.answer(1, Status::Behind);
        QCOMPARE(fixture.questions, 1);
        fixture.takeSent();
        fixture.publisher.skipped({QStringLiteral("other"), 0});
        fixture.publisher.retry(fixture.now);
        QCOMPARE(fixture.sent, (Counters{1}));
        QVERIFY(fixture.failed.empty());
    }
    void aPublicationThatIsLostFails_data()
    {
        QTest::addColumn<QString>("epochNow");
        QTest::addColumn<quint64>("seq");
        QTest::addColumn<bool>("isLost");
        QTest::newRow("behind the new position") << epoch << quint64(4) << false;
        QTest::newRow("in front of it") << epoch << quint64(5) << true;
        QTest::newRow("in the numbering before") << QStringLiteral("other") << quint64(0) << true;
    }
    void aPublicationThatIsLostFails()
    {
        QFETCH(const QString, epochNow);
        QFETCH(const quint64, seq);
        QFETCH(const bool, isLost);
        Fixture fixture;
        fixture.add(1);
        fixture.add(2);
        fixture.answer(1, Status::Published, 5);
        fixture.publisher.skipped({epochNow, seq});
        QCOMPARE(fixture.failed, isLost ? Counters{1} : Counters{}); // of 2 nothing is known
    }
    void failsWhatIsLate()
    {
        Fixture fixture(false);
        fixture.add(1, Milliseconds(100));
        fixture.add(2, Milliseconds(200));
        fixture.publisher.expire(fixture.now + Milliseconds(99));
        QVERIFY(fixture.failed.empty());
        fixture.publisher.expire(fixture.now + Milliseconds(100));
        QCOMPARE(fixture.failed, (Counters{1}));
        fixture.publisher.setAllowed(true);
        QCOMPARE(fixture.sent, (Counters{2}));
        QVERIFY(!fixture.publisher.arrived(1)); // it was published all the same: nobody waits for it
    }
    void asksForAPublicationThatShouldHaveArrived()
    {
        Fixture fixture;
        fixture.add(1);
        fixture.answer(1, Status::Published, 1);
        fixture.publisher.expire(fixture.now + RoomPublisher::ArrivalTime - Milliseconds(1));
        QCOMPARE(fixture.questions, 0);
        fixture.publisher.expire(fixture.now + RoomPublisher::ArrivalTime);
        QCOMPARE(fixture.questions, 1);
        fixture.publisher.expire(fixture.now + RoomPublisher::ArrivalTime + Milliseconds(1));
        QCOMPARE(fixture.questions, 1); // once in a while
    }
    void doesNotOvertakeWhatWaitsWhileAnswersAreMissing()
    {
        Fixture fixture;
        fixture.add(1);
        fixture.publisher.setAllowed(false);
        fixture.add(2);
        fixture.publisher.setAllowed(true);
        fixture.add(3);
        QCOMPARE(fixture.takeSent(), (Counters{1}));
        fixture.answer(1, Status::Published, 1);
        fixture.publisher.retry(fixture.now);
        QCOMPARE(fixture.sent, (Counters{2, 3}));
    }
    void failsAllInTheEnd()
    {
        Fixture fixture;
        fixture.add(1);
        fixture.add(2);
        fixture.publisher.clear();
        QCOMPARE(fixture.failed, (Counters{1, 2}));
    }
};

QTEST_GUILESS_MAIN(TestRoomPublisher)
#include "tst_roompublisher.moc"
