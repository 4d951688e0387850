// What an Outbox refuses or drops.

#include "tests/core/transport/takingchannel.h"

#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace signalbox::test;

class TestOutboxLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesAndAnswersCountForTheLimit_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("message") << int(Outbox::Kind::Message);
        QTest::newRow("answer") << int(Outbox::Kind::Answer);
    }
    void messagesAndAnswersCountForTheLimit()
    {
        QFETCH(const int, kind);
        Outbox outbox(10);
        outbox.pushControl("control"); // never refused, and counts
        QVERIFY(outbox.pushData(QByteArray(5, 'x'), Outbox::Kind(kind)) == false);
        QCOMPARE(outbox.takeDropped(), 1u);
        Outbox empty(10);
        QVERIFY(empty.pushData(QByteArray(20, 'x'), Outbox::Kind(kind)));
        QCOMPARE(empty.cost(), 20 + Outbox::FrameCost);
        QVERIFY(!empty.pushData("y", Outbox::Kind::Message));
        QVERIFY(!empty.pushData("z", Outbox::Kind::Answer));
        QCOMPARE(empty.takeDropped(), 2u);
        QCOMPARE(empty.takeDropped(), 0u);
    }
    void countsNoMoreThanTheOriginalSize_data()
    {
        QTest::addColumn<qint64>("size");
        QTest::addColumn<quint32>("original");
        QTest::addColumn<qint64>("counts");
        QTest::newRow("larger than the original") << qint64(6000) << 1000u << qint64(1000);
        QTest::newRow("as large") << qint64(1000) << 1000u << qint64(1000);
        QTest::newRow("compressed") << qint64(100) << 1000u << qint64(100);
        QTest::newRow("of nothing") << qint64(70) << 0u << qint64(0);
    }
    void countsNoMoreThanTheOriginalSize()
    {
        QFETCH(const qint64, size);
        QFETCH(const quint32, original);
        QFETCH(const qint64, counts);
        TakingChannel channel;
        channel.allowed = 0;
        Outbox outbox(counts + Outbox::FrameCost);
        const QByteArray bytes(size, 'x');
        QVERIFY(outbox.pushData(bytes, Outbox::Kind::Message, original));
        QCOMPARE(outbox.cost(), counts + Outbox::FrameCost);
        QCOMPARE(outbox.queuedBytes(), size);
        QVERIFY(outbox.pushData(bytes, Outbox::Kind::Message, original)); // just at the limit
        QVERIFY(!outbox.pushData(bytes, Outbox::Kind::Message, original));
        qint64 cost = outbox.cost();
        QCOMPARE(cost, 2 * (counts + Outbox::FrameCost));
        for (qint64 sent = 0; sent < size - 1; ++sent) { // what is left counts, and never more than before
            channel.allowed = 1;
            QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
            QVERIFY(outbox.cost() <= cost);
            cost = outbox.cost();
            QCOMPARE(cost - counts - 2 * Outbox::FrameCost, std::min(counts, size - 1 - sent));
        }
        outbox.discardUnsent();
        QCOMPARE(outbox.cost(), std::min<qint64>(counts, 1) + Outbox::FrameCost);
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(outbox.cost(), 0);
        QCOMPARE(outbox.queuedBytes(), 0);
    }
    void aHintIsNeverTheReason_data()
    {
        QTest::addColumn<int>("policy");
        QTest::addColumn<qint64>("soft");
        QTest::newRow("close, by the hard limit") << int(OutboxPolicy::Close) << qint64(0);
        QTest::newRow("close, by the soft limit") << int(OutboxPolicy::Close) << qint64(2000);
        QTest::newRow("close, soft above hard") << int(OutboxPolicy::Close) << qint64(1'000'000);
        QTest::newRow("drop-oldest, by the hard limit") << int(OutboxPolicy::DropOldest) << qint64(0);
        QTest::newRow("drop-oldest, by the soft limit") << int(OutboxPolicy::DropOldest) << qint64(2000);
    }
    void aHintIsNeverTheReason()
    {
        QFETCH(const int, policy);
        QFETCH(const qint64, soft);
        constexpr qint64 Hard = 10'000;
        const qint64 most = soft > 0 ? std::min(soft, Hard) : Hard;
        TakingChannel channel;
        channel.allowed = 0;
        Outbox outbox(Hard, OutboxPolicy(policy), soft);
        const QByteArray hint(100, 'h');
        quint32 queued = 0;
        for (int i = 0; i < 1500; ++i)
            queued += outbox.pushHint(hint) ? 1 : 0;
        QVERIFY(queued >= most / (100 + Outbox::FrameCost));
        QVERIFY(queued <= most / (100 + Outbox::FrameCost) + 1);
        QCOMPARE(outbox.takeDroppedHints(), 1500 - queued);
        QCOMPARE(outbox.takeDroppedHints(), 0u);
        QCOMPARE(outbox.cost(), 0); // nobody is slow because of hints
        QCOMPARE(outbox.queuedFrames(), queued);
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        int messages = 0;
        int hints = int(queued);
        while (outbox.cost() <= Hard) {
            QVERIFY(outbox.pushData(QByteArray(100, 'm'), Outbox::Kind::Message));
            hints += outbox.pushHint(hint) ? 1 : 0;
            ++messages;
        }
        QCOMPARE(messages, int(Hard / (100 + Outbox::FrameCost)) + 1); // as many as without hints
        QCOMPARE(outbox.takeDropped(), 0u);
        QVERIFY(outbox.takeDroppedHints() >= queued); // the first message needed the room
        QVERIFY(!outbox.pushHint(hint));
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken.count('m'), messages * 100);
        QVERIFY(channel.taken.count('h') <= qsizetype(hints - int(queued)) * 100);
        QVERIFY(outbox.pushHint(hint)); // there is room again
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QVERIFY(channel.taken.endsWith(hint));
    }
    void hintsStayBetweenMessagesWhileThereIsRoom()
    {
        TakingChannel channel;
        channel.allowed = 2;
        Outbox outbox(1000, OutboxPolicy::Close, 4 * (4 + Outbox::FrameCost));
        QVERIFY(outbox.pushHint("one."));
        QVERIFY(outbox.pushHint("two."));
        QVERIFY(outbox.pushData("m1.."));
        QVERIFY(outbox.pushHint("tri."));
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        outbox.pushControl("ctl."); // is no reason to drop one
        QCOMPARE(outbox.queuedFrames(), 5u);
        QVERIFY(outbox.pushData("m2..")); // more was queued than the soft limit
        QCOMPARE(outbox.takeDroppedHints(), 2u);
        QVERIFY(outbox.pushData("m3.."));
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, "one.m1..ctl.m2..m3.."); // a frame that is begun is sent whole
        QCOMPARE(outbox.queuedBytes(), 0);
        QCOMPARE(outbox.cost(), 0);
    }
    void hintsAreFoundAfterTheQueueWasTidied()
    {
        TakingChannel channel;
        channel.allowed = 0;
        Outbox outbox(0, OutboxPolicy::Close, 400 * (1 + Outbox::FrameCost));
        for (int i = 0; i < 150; ++i) {
            QVERIFY(outbox.pushData("m"));
            QVERIFY(outbox.pushHint("h"));
        }
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        channel.allowed = 200;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        for (int round = 0; round < 3; ++round) {
            while (outbox.pushHint("h")) {
            }
            QVERIFY(outbox.pushData("n"));
        }
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken.sliced(200).count('h'), 0);
        QCOMPARE(channel.taken.count('m'), 150);
        QVERIFY(channel.taken.endsWith("nnn"));
    }
    void discardedHintsAreNoMessages()
    {
        Outbox outbox;
        QVERIFY(outbox.pushHint("hint"));
        QVERIFY(outbox.pushData("message"));
        QVERIFY(outbox.pushHint("hint"));
        QCOMPARE(outbox.discardUnsent(), 1u);
        QVERIFY(outbox.isEmpty());
        outbox.pushClose("close");
        QVERIFY(!outbox.pushHint("hint"));
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
        QTest::newRow("nothing sent") << qint64(0) << QByteArray("101.answer.ping.pong.new.Close");
        QTest::newRow("the first just sent") << qint64(4) << QByteArray("101.answer.ping.pong.new.Close");
        QTest::newRow("a message begun") << qint64(5) << QByteArray("101.one.answer.ping.pong.new.Close");
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
