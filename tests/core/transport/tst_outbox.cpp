#include "core/transport/outbox.h"

#include <QTest>

#include <algorithm>

using namespace signalbox;

namespace {

//! Takes as many bytes as it is allowed to, at most `perWrite` at a time.
class TakingChannel final : public Channel
{
public:
    IoResult read(std::span<char>) override { return {}; }
    IoResult write(std::span<const iovec> parts) override
    {
        ++writes;
        mostParts = std::max(mostParts, parts.size());
        if (isBroken)
            return {IoResult::Kind::Reset, 0};
        qint64 room = std::min(perWrite, allowed);
        if (room == 0)
            return {IoResult::Kind::Again, 0};
        qint64 moved = 0;
        for (const iovec &part : parts) {
            const qint64 count = std::min(room, qint64(part.iov_len));
            taken.append(static_cast<const char *>(part.iov_base), count);
            moved += count;
            room -= count;
        }
        allowed -= moved;
        return {IoResult::Kind::Bytes, moved};
    }
    void finishWriting() override {}
    int descriptor() const override { return -1; }

    static constexpr qint64 Everything = qint64(1) << 40;
    qint64 perWrite = Everything;
    qint64 allowed = Everything; //!< until it says Again
    bool isBroken = false;
    QByteArray taken;
    int writes = 0;
    std::size_t mostParts = 0;
};

Outbox::Status flush(Outbox &outbox, TakingChannel &channel)
{
    qint64 sent = 0;
    return outbox.flush(channel, sent);
}

} // namespace

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
        QByteArray frame(1000, 'x');
        const char *bytes = frame.constData();
        TakingChannel channel;
        Outbox outbox;
        QVERIFY(outbox.pushData(frame));
        QVERIFY(!frame.isDetached()); // shared, not copied
        QCOMPARE(flush(outbox, channel), Outbox::Status::Empty);
        QVERIFY(frame.isDetached());
        QCOMPARE(frame.constData(), bytes);
        QVERIFY(outbox.pushData("before"));
        QVERIFY(outbox.pushData(frame));
        outbox.discardUnsent();
        QVERIFY(frame.isDetached());
    }
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
    void discardUnsentReturnsTheNumberOfMessages()
    {
        TakingChannel channel;
        channel.allowed = 1;
        Outbox outbox;
        QVERIFY(outbox.pushData("begun"));
        QVERIFY(outbox.pushData("message"));
        outbox.pushControl("ping");
        QVERIFY(outbox.pushData("answer", Outbox::Kind::Answer));
        QVERIFY(outbox.pushData("replay", Outbox::Kind::Replay));
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
