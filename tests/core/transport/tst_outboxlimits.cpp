// What an Outbox refuses or drops.

#include "tests/core/transport/takingchannel.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

class TestOutboxLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatIsLimitedCountsForTheLimit_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("counts");
        QTest::newRow("message") << int(Outbox::Kind::Message) << true;
        QTest::newRow("answer") << int(Outbox::Kind::Answer) << true;
        QTest::newRow("replay") << int(Outbox::Kind::Replay) << false;
    }
    void onlyWhatIsLimitedCountsForTheLimit()
    {
        QFETCH(const int, kind);
        QFETCH(const bool, counts);
        Outbox outbox(10);
        QVERIFY(outbox.pushData(QByteArray(20, 'x'), Outbox::Kind(kind)));
        QCOMPARE(outbox.queuedBytes(), 20);
        QCOMPARE(outbox.queuedFrames(), 1u);
        QCOMPARE(outbox.cost(), counts ? 20 + Outbox::FrameCost : 0);
        QVERIFY(outbox.pushData("r", Outbox::Kind::Replay)); // never refused
        QCOMPARE(outbox.pushData("y", Outbox::Kind::Message), !counts);
        QCOMPARE(outbox.pushData("z", Outbox::Kind::Answer), false); // behind y, at the latest
        QCOMPARE(outbox.takeDropped(), counts ? 2u : 1u);
        QCOMPARE(outbox.takeDropped(), 0u);
    }
    void limitsTheBytesOfReplays()
    {
        TakingChannel channel;
        Outbox outbox(1000);
        const QByteArray past(Outbox::MaxReplayBytes, 'p');
        QVERIFY(outbox.pushData(past, Outbox::Kind::Replay));
        QVERIFY(outbox.pushData("p", Outbox::Kind::Replay)); // what waits before it counts
        QVERIFY(!outbox.pushData("p", Outbox::Kind::Replay));
        QVERIFY(outbox.pushData("live")); // which has limits of its own
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QVERIFY(outbox.pushData("p", Outbox::Kind::Replay));
        Outbox unlimited(0);
        for (int i = 0; i < 3; ++i)
            QVERIFY(unlimited.pushData(past, Outbox::Kind::Replay));
    }
    void countsAPartlySentReplay()
    {
        TakingChannel channel;
        Outbox outbox(1000);
        QVERIFY(outbox.pushData("replay", Outbox::Kind::Replay));
        QVERIFY(outbox.pushData("live"));
        channel.allowed = 3;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        QCOMPARE(outbox.cost(), 4 + Outbox::FrameCost);
        channel.allowed = 4;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        QCOMPARE(outbox.cost(), 3 + Outbox::FrameCost);
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(outbox.cost(), 0);
        QCOMPARE(outbox.queuedFrames(), 0u);
    }
    void dropOldestMakesRoomFromTheFront()
    {
        TakingChannel channel;
        channel.allowed = 0;
        constexpr qint64 Each = 10 + Outbox::FrameCost;
        Outbox outbox(4 * Each, OutboxPolicy::DropOldest);
        quint32 dropped = 0;
        for (int i = 0; i < 1000; ++i) {
            QVERIFY(outbox.pushData(QByteArray::number(i).rightJustified(10, '.')));
            QVERIFY(outbox.cost() <= 5 * Each);
            dropped += outbox.takeDropped();
            if (i == 500)
                QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        }
        QCOMPARE(dropped, 995u);
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, ".......995.......996.......997.......998.......999");
        QVERIFY(outbox.isEmpty());
        QCOMPARE(outbox.cost(), 0);
    }
    void dropOldestSparesWhatMustArrive_data()
    {
        QTest::addColumn<qint64>("sent");
        QTest::addColumn<QByteArray>("arrives");
        QTest::newRow("nothing sent") << qint64(0) << QByteArray("101.answer.past.ping.pong.new.Close");
        QTest::newRow("the first just sent")
            << qint64(4) << QByteArray("101.answer.past.ping.pong.new.Close");
        QTest::newRow("a message begun")
            << qint64(5) << QByteArray("101.one.answer.past.ping.pong.new.Close");
    }
    void dropOldestSparesWhatMustArrive()
    {
        QFETCH(const qint64, sent);
        QFETCH(const QByteArray, arrives);
        TakingChannel channel;
        channel.allowed = sent;
        Outbox outbox(0, OutboxPolicy::DropOldest);
        outbox.pushHandshake("101.");
        QVERIFY(outbox.pushData("one."));
        QVERIFY(outbox.pushData("answer.", Outbox::Kind::Answer));
        QVERIFY(outbox.pushData("two."));
        QVERIFY(outbox.pushData("past.", Outbox::Kind::Replay));
        outbox.pushControl("ping.");
        outbox.pushPong("pong.");
        QVERIFY(outbox.pushData("three."));
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        outbox.dropOldest(0);
        QCOMPARE(outbox.takeDropped(), sent == 5 ? 2u : 3u);
        QVERIFY(outbox.pushData("new."));
        outbox.pushClose("Close");
        outbox.dropOldest(0); // nothing goes that a Close is behind
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, arrives);
    }
    void dropOldestDropsNoMoreThanNeeded()
    {
        TakingChannel channel;
        Outbox outbox(0, OutboxPolicy::DropOldest);
        for (const char *frame : {"a.", "b.", "c.", "d."})
            QVERIFY(outbox.pushData(frame));
        outbox.dropOldest(2 * (2 + Outbox::FrameCost));
        QCOMPARE(outbox.takeDropped(), 2u);
        outbox.dropOldest(1000);
        QCOMPARE(outbox.takeDropped(), 0u);
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, "c.d.");
    }
    void dropOldestDropsTheNewestWhereNothingElseCanGo()
    {
        TakingChannel channel;
        channel.allowed = 1;
        Outbox outbox(100, OutboxPolicy::DropOldest);
        QVERIFY(outbox.pushData(QByteArray(200, 'x')));
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        QVERIFY(outbox.pushData("message"));
        QCOMPARE(outbox.takeDropped(), 1u);
        QCOMPARE(outbox.queuedFrames(), 1u);
        QVERIFY(!outbox.pushData("answer", Outbox::Kind::Answer)); // an answer is not lost in silence
    }
    void answersAreLimitedWithDropOldest()
    {
        Outbox outbox(10 * Outbox::FrameCost, OutboxPolicy::DropOldest);
        int taken = 0;
        while (taken < 1000 && outbox.pushData("answer", Outbox::Kind::Answer))
            ++taken;
        QVERIFY2(taken <= 11, qPrintable(QString::number(taken)));
    }
};

QTEST_GUILESS_MAIN(TestOutboxLimits)
#include "tst_outboxlimits.moc"
