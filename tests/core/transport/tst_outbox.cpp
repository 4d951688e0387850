#include "tests/core/transport/takingchannel.h"

#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace signalbox::test;

class TestOutbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheOrderHoweverLittleTheKernelTakes_data()
    {
        QTest::addColumn<qint64>("perWrite");
        for (const qint64 count : {1, 2, 3, 4, 5, 7, 11, 1000})
            QTest::addRow("%lld", (long long)count) << count;
    }
    void keepsTheOrderHoweverLittleTheKernelTakes()
    {
        QFETCH(const qint64, perWrite);
        TakingChannel channel;
        channel.perWrite = perWrite;
        Outbox outbox;
        QVERIFY(outbox.pushData("one."));
        outbox.pushControl("two.");
        outbox.pushPong("three.");
        QVERIFY(outbox.pushData("four."));
        outbox.pushClose("five.");
        QCOMPARE(outbox.queuedBytes(), 24);
        qint64 sent = 0;
        QCOMPARE(outbox.flush(channel, sent), Outbox::Status::Empty);
        QCOMPARE(sent, 24);
        QCOMPARE(channel.taken, "one.two.three.four.five.");
        QVERIFY(outbox.isEmpty());
    }
    void goesOnWhereTheKernelStopped()
    {
        TakingChannel channel;
        Outbox outbox;
        QVERIFY(outbox.pushData("abcdef"));
        channel.allowed = 4;
        qint64 sent = 0;
        QCOMPARE(outbox.flush(channel, sent), Outbox::Status::Blocked);
        QCOMPARE(sent, 4);
        QCOMPARE(outbox.queuedBytes(), 2);
        QVERIFY(outbox.pushData("gh"));
        QCOMPARE(outbox.flush(channel, sent), Outbox::Status::Blocked);
        QCOMPARE(sent, 0);
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(outbox.flush(channel, sent), Outbox::Status::Empty);
        QCOMPARE(channel.taken, "abcdefgh");
    }
    void keepsNothingOnceItIsAbandoned()
    {
        TakingChannel channel;
        channel.allowed = 2;
        Outbox outbox(10);
        for (int i = 0; i < 100; ++i)
            outbox.pushPong("pong");
        outbox.pushClose("close");
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        outbox.abandon();
        QVERIFY(outbox.isEmpty());
        QCOMPARE(outbox.queuedBytes(), 0);
        QVERIFY(outbox.pushData(QByteArray(1000, 'x')));
        QVERIFY(outbox.pushData("not refused"));
        outbox.pushControl("ping");
        outbox.pushPong("pong");
        outbox.pushClose("close");
        QVERIFY(outbox.isEmpty());
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, "po");
    }
    void writesNothingWhenEmpty()
    {
        TakingChannel channel;
        Outbox outbox;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.writes, 0);
    }
    void theLimitAppliesToWhatWasQueuedBefore()
    {
        Outbox outbox(10);
        QVERIFY(outbox.pushData(QByteArray(1000, 'x'))); // empty: takes any one
        QVERIFY(!outbox.pushData("y"));
        QCOMPARE(outbox.queuedBytes(), 1000);
        Outbox exact(10 + Outbox::FrameCost);
        QVERIFY(exact.pushData(QByteArray(10, 'x'))); // at the limit is not beyond it
        QVERIFY(exact.pushData("y"));
        QVERIFY(!exact.pushData("z"));
        QCOMPARE(exact.queuedBytes(), 11);
        Outbox unlimited(0);
        for (int i = 0; i < 100; ++i)
            QVERIFY(unlimited.pushData(QByteArray(100'000, 'x')));
    }
    void thereIsRoomAgainWhenTheKernelTookSome()
    {
        TakingChannel channel;
        Outbox outbox(10 + Outbox::FrameCost);
        QVERIFY(outbox.pushData(QByteArray(20, 'x')));
        QVERIFY(!outbox.pushData("y"));
        channel.allowed = 10;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        QVERIFY(outbox.pushData("y"));
    }
    void emptyMessagesCountToo()
    {
        Outbox outbox(100 * Outbox::FrameCost);
        const QByteArray empty = QByteArray::fromHex("8100");
        int taken = 0;
        while (taken < 10'000 && outbox.pushData(empty))
            ++taken;
        QVERIFY2(taken <= 100, qPrintable(QString::number(taken)));
    }
    void aHandshakeIsNotDiscarded_data()
    {
        QTest::addColumn<qint64>("sent");
        for (const qint64 sent : {0, 1, 4})
            QTest::addRow("%lld bytes sent", static_cast<long long>(sent)) << sent;
    }
    void aHandshakeIsNotDiscarded()
    {
        QFETCH(const qint64, sent);
        TakingChannel channel;
        channel.allowed = sent;
        Outbox outbox;
        outbox.pushHandshake("101.");
        QVERIFY(outbox.pushData("data."));
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        outbox.discardUnsent();
        QCOMPARE(outbox.queuedBytes(), 4 - sent);
        outbox.pushClose("close");
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, "101.close");
    }
    void controlAndCloseAreNeverRefused()
    {
        Outbox outbox(1);
        QVERIFY(outbox.pushData("xxxx"));
        outbox.pushControl("control");
        outbox.pushPong("pong");
        outbox.pushClose("close");
        TakingChannel channel;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, "xxxxcontrolpongclose");
    }
    void nothingFollowsAClose()
    {
        Outbox outbox;
        outbox.pushClose("close");
        QVERIFY(outbox.pushData("data")); // not refused: just too late
        outbox.pushControl("control");
        outbox.pushPong("pong");
        outbox.pushClose("again");
        outbox.discardUnsent(); // and the Close stays
        QCOMPARE(outbox.queuedBytes(), 5);
        TakingChannel channel;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QVERIFY(outbox.pushData("data"));
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, "close");
    }
    void onlyTheNewestPongWaits()
    {
        TakingChannel channel;
        Outbox outbox;
        QVERIFY(outbox.pushData("data."));
        channel.allowed = 2;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(outbox.pushPong("pong" + QByteArray::number(i) + '.'), i == 0);
        QVERIFY2(outbox.queuedBytes() <= 3 + 8, qPrintable(QString::number(outbox.queuedBytes())));
        QVERIFY(outbox.pushData("more."));
        outbox.pushPong("last.");
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, "data.last.more.");
    }
    void answersEachPingWhereThePeerReads()
    {
        TakingChannel channel;
        Outbox outbox;
        outbox.pushPong("1.");
        outbox.pushPong("2.");
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        outbox.pushPong("3.");
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, "1.2.3.");
    }
    void aPartlySentPongIsNotReplaced()
    {
        TakingChannel channel;
        Outbox outbox;
        outbox.pushPong("first.");
        channel.allowed = 3;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        outbox.pushPong("second.");
        outbox.pushPong("third.");
        QCOMPARE(outbox.queuedBytes(), 3 + 6);
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, "first.third.");
        outbox.pushPong("fourth.");
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QVERIFY(channel.taken.endsWith("third.fourth."));
    }
    void reportsWhereASentPingEnds_data()
    {
        QTest::addColumn<qint64>("perWrite");
        for (const qint64 count : {1, 3, 4, 9, 1000})
            QTest::addRow("%lld", (long long)count) << count;
    }
    void reportsWhereASentPingEnds()
    {
        QFETCH(const qint64, perWrite);
        TakingChannel channel;
        channel.perWrite = perWrite;
        Outbox outbox;
        QVERIFY(outbox.pushData("data."));
        outbox.pushPing("ping.");
        outbox.pushPong("pong.");
        channel.allowed = 9;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        QVERIFY(!outbox.takeSentPing(channel)); // all but one byte
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, "data.ping.pong.");
        const std::optional<quint64> end = outbox.takeSentPing(channel);
        QVERIFY(end);
        QVERIFY(*end >= 10 && *end <= quint64(std::min<qint64>(15, 10 + perWrite)));
        QVERIFY(!outbox.takeSentPing(channel)); // once
    }
    void aPingThatTheChannelHoldsIsNotSent()
    {
        TakingChannel channel;
        Outbox outbox;
        outbox.pushPing("ping.");
        channel.held = 1;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QVERIFY(!outbox.takeSentPing(channel));
        channel.held = 0;
        QCOMPARE(outbox.takeSentPing(channel).value_or(0), quint64(5));
    }
    void aDiscardedPingIsNotReported()
    {
        TakingChannel channel;
        Outbox outbox;
        outbox.pushPing("ping.");
        QCOMPARE(outbox.discardUnsent(), 0u); // no message
        outbox.pushClose("close.");
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, "close.");
        QVERIFY(!outbox.takeSentPing(channel));
    }
    void aPongIsReplacedAfterManyFramesBeforeItLeft()
    {
        TakingChannel channel;
        Outbox outbox;
        for (int i = 0; i < 200; ++i)
            QVERIFY(outbox.pushData("x"));
        channel.allowed = 0;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        outbox.pushPong("old");
        QVERIFY(outbox.pushData("y"));
        channel.allowed = 150; // the vector is moved together meanwhile
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        outbox.pushPong("new");
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, QByteArray(200, 'x') + "newy");
    }
    void discardsWhatIsUnsentButNotTheFrameInTheMiddle_data()
    {
        QTest::addColumn<qint64>("sent");
        QTest::addColumn<QByteArray>("left");
        QTest::newRow("nothing sent") << qint64(0) << QByteArray();
        QTest::newRow("a byte of the first") << qint64(1) << QByteArray("first.");
        QTest::newRow("all but a byte of the first") << qint64(5) << QByteArray("first.");
        QTest::newRow("exactly the first") << qint64(6) << QByteArray("first.");
        QTest::newRow("a byte of the second") << qint64(7) << QByteArray("first.second.");
        QTest::newRow("a byte of the pong") << qint64(14) << QByteArray("first.second.pong.");
    }
    void discardsWhatIsUnsentButNotTheFrameInTheMiddle()
    {
        QFETCH(const qint64, sent);
        QFETCH(const QByteArray, left);
        TakingChannel channel;
        channel.allowed = sent;
        Outbox outbox;
        QVERIFY(outbox.pushData("first."));
        QVERIFY(outbox.pushData("second."));
        outbox.pushPong("pong.");
        QVERIFY(outbox.pushData("third."));
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        outbox.discardUnsent();
        QCOMPARE(outbox.queuedBytes(), left.size() - sent);
        outbox.pushPong("new.");
        outbox.pushClose("close");
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, left + "new.close");
    }
    void sendsMoreFramesThanOneCallTakes()
    {
        TakingChannel channel;
        Outbox outbox;
        QByteArray expected;
        for (int i = 0; i < 300; ++i) {
            const QByteArray frame = QByteArray::number(i) + '.';
            QVERIFY(outbox.pushData(frame));
            expected += frame;
        }
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, expected);
        QCOMPARE(channel.mostParts, std::size_t(64));
        QCOMPARE(channel.writes, 5);
    }
    void limitsTheBytesOfOneFlush()
    {
        TakingChannel channel;
        Outbox outbox;
        for (int i = 0; i < 200; ++i)
            QVERIFY(outbox.pushData(QByteArray(64 * 1024, 'x')));
        qint64 sent = 0;
        QCOMPARE(outbox.flush(channel, sent), Outbox::Status::Blocked);
        QVERIFY(sent < 200 * 64 * 1024);
        while (outbox.flush(channel, sent) != Outbox::Status::Empty) {
        }
        QCOMPARE(channel.taken.size(), 200 * 64 * 1024);
    }
    void sharesAndReleasesTheBytes()
    {
        const FrameBuffer frame = QByteArray(1000, 'x');
        TakingChannel channel;
        Outbox outbox;
        QVERIFY(outbox.pushData(frame));
        QCOMPARE(frame.references(), 2u); // shared, not copied
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(frame.references(), 1u);
        QVERIFY(outbox.pushData("before"));
        QVERIFY(outbox.pushData(frame));
        outbox.discardUnsent();
        QCOMPARE(frame.references(), 1u);
    }
    void aPongIsFoundAgainAfterManyGaps()
    {
        TakingChannel channel;
        channel.allowed = 0;
        Outbox outbox(100 * Outbox::FrameCost, OutboxPolicy::DropOldest);
        for (int i = 0; i < 50; ++i)
            QVERIFY(outbox.pushData("m"));
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        outbox.pushPong("first.");
        for (int i = 0; i < 5000; ++i) {
            QVERIFY(outbox.pushData("m"));
            if (i % 7 == 0)
                QVERIFY(!outbox.pushPong("pong" + QByteArray::number(i) + '.'));
        }
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QVERIFY(channel.taken.startsWith("pong4998.m"));
        QCOMPARE(channel.taken.count("pong"), 1);
    }
    void aCloseIsNotDiscarded_data()
    {
        QTest::addColumn<qint64>("sent");
        QTest::addColumn<QByteArray>("all");
        QTest::newRow("nothing sent") << qint64(0) << QByteArray("close.");
        QTest::newRow("a byte of the first") << qint64(1) << QByteArray("first.close.");
        QTest::newRow("the first") << qint64(6) << QByteArray("first.close.");
        QTest::newRow("a byte of the Close") << qint64(19) << QByteArray("first.second.close.");
    }
    void aCloseIsNotDiscarded()
    {
        QFETCH(const qint64, sent);
        QFETCH(const QByteArray, all);
        TakingChannel channel;
        channel.allowed = std::min<qint64>(sent, 14);
        Outbox outbox;
        QVERIFY(outbox.pushData("first."));
        QVERIFY(outbox.pushData("second."));
        outbox.pushClose("close.");
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        outbox.discardUnsent();
        outbox.pushClose("another."); // nothing follows a Close
        channel.allowed = TakingChannel::Everything;
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QCOMPARE(channel.taken, all);
    }
    void discardUnsentReturnsTheNumberOfMessages()
    {
        TakingChannel channel;
        channel.allowed = 1;
        Outbox outbox;
        QVERIFY(outbox.pushData("begun"));
        QVERIFY(outbox.pushData("message"));
        outbox.pushControl("ping");
        QVERIFY(outbox.pushData("answer", Outbox::Kind::Answer));
        QVERIFY(outbox.pushData("another"));
        QCOMPARE(flush(outbox, channel), Outbox::Status::Blocked);
        QCOMPARE(outbox.discardUnsent(), 3u);
        QCOMPARE(outbox.discardUnsent(), 0u);
        QCOMPARE(outbox.queuedBytes(), 4);
    }
    void returnsBroken()
    {
        TakingChannel channel;
        channel.isBroken = true;
        Outbox outbox;
        QVERIFY(outbox.pushData("x"));
        QCOMPARE(flush(outbox, channel), Outbox::Status::Broken);
    }
};

QTEST_GUILESS_MAIN(TestOutbox)
#include "tst_outbox.moc"
