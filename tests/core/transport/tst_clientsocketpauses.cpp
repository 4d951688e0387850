// What a ClientSocket does while its input is not read.

#include "core/transport/clientsocket.h"

#include "tests/core/transport/socketfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

class TestClientSocketPauses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void losesNothingOverAPause()
    {
        SocketFixture fixture;
        fixture.socket->setPaused(PauseReason::InFlight, true);
        QVERIFY(fixture.socket->isReadingPaused());
        fixture.client.send("during the pause");
        fixture.client.finish();
        QVERIFY(fixture.turn());
        QCOMPARE(fixture.protocol.received, "");
        QCOMPARE(fixture.protocol.inputEnds, 0);
        fixture.socket->setPaused(PauseReason::InFlight, false);
        QVERIFY(fixture.isRetired());
        QCOMPARE(fixture.protocol.received, "during the pause");
    }
    void noticesAResetDuringAPause()
    {
        SocketFixture fixture;
        fixture.socket->setPaused(PauseReason::InFlight, true);
        fixture.client.reset();
        QVERIFY(fixture.isRetired());
        QCOMPARE(fixture.protocol.losses, std::vector<Cause>{Cause::ConnectionReset});
    }
    void readsAgainWhenNoReasonToPauseIsLeft()
    {
        SocketFixture fixture;
        fixture.socket->setPaused(PauseReason::Work, true);
        fixture.socket->setPaused(PauseReason::InFlight, true);
        fixture.socket->setPaused(PauseReason::InFlight, true); // a set, not a count
        fixture.client.send("x");
        fixture.socket->setPaused(PauseReason::InFlight, false);
        QVERIFY(fixture.socket->isReadingPaused());
        QVERIFY(fixture.turn());
        QCOMPARE(fixture.protocol.received, "");
        fixture.socket->setPaused(PauseReason::Work, false);
        QVERIFY(!fixture.socket->isReadingPaused());
        QVERIFY(waitUntil([&] { return fixture.protocol.received == "x"; }));
    }
    void reportsAnEndDuringAPause_data()
    {
        QTest::addColumn<bool>("isEarlier");
        QTest::newRow("the client ends during the pause") << false;
        QTest::newRow("it has ended before") << true;
    }
    void reportsAnEndDuringAPause()
    {
        QFETCH(const bool, isEarlier);
        SocketFixture fixture;
        if (isEarlier)
            fixture.client.finish();
        fixture.socket->setPaused(PauseReason::Work, true);
        if (!isEarlier) {
            QVERIFY(fixture.turn());
            fixture.client.finish();
        }
        QVERIFY(fixture.isRetired());
        QCOMPARE(fixture.protocol.losses, std::vector<Cause>{Cause::ConnectionLost});
        QCOMPARE(fixture.protocol.inputEnds, 1);
    }
    void anEndDuringQtsHandshakeWaits()
    {
        SocketFixture fixture;
        fixture.socket->setPaused(PauseReason::Handshake, true);
        fixture.client.finish();
        QVERIFY(fixture.turn());
        QVERIFY(fixture.turn());
        QCOMPARE(fixture.protocol.inputEnds, 0);
        fixture.socket->setPaused(PauseReason::Handshake, false);
        QVERIFY(fixture.isRetired());
    }
    void anEndThatWaitsWakesTheLoopOnce_data()
    {
        QTest::addColumn<bool>("reset");
        QTest::newRow("FIN") << false;
        QTest::newRow("reset") << true;
    }
    void anEndThatWaitsWakesTheLoopOnce()
    {
        QFETCH(const bool, reset);
        SocketFixture fixture;
        fixture.protocol.current = SocketProtocol::Phase::Open;
        fixture.socket->setPaused(PauseReason::InFlight, true);
        const QByteArray unread(1000, 'u');
        fixture.client.send(unread);
        if (reset)
            fixture.client.reset();
        else
            fixture.client.finish();
        int turns = 0;
        for (int i = 0; i < 2000; ++i)
            turns += fixture.loop.turn(IoLoop::Wait::No) ? 1 : 0;
        QVERIFY2(turns <= 10, qPrintable(QString::number(turns))); // and those of other timers
        QCOMPARE(fixture.protocol.received, "");
        QCOMPARE(fixture.retired, 0);
        for (int i = 0; i < 3; ++i) { // a pause of another reason finds it again
            fixture.socket->setPaused(PauseReason::Work, true);
            fixture.socket->setPaused(PauseReason::InFlight, false);
            QVERIFY(fixture.turn());
            fixture.socket->setPaused(PauseReason::InFlight, true);
            fixture.socket->setPaused(PauseReason::Work, false);
        }
        QCOMPARE(fixture.protocol.received, "");
        fixture.socket->setPaused(PauseReason::InFlight, false);
        QVERIFY(fixture.isRetired());
        QCOMPARE(fixture.protocol.received, unread);
        QCOMPARE(fixture.protocol.losses,
                 std::vector<Cause>{reset ? Cause::ConnectionReset : Cause::ConnectionLost});
    }
    void findsTheEndBehindWhatIsReadByPieces()
    {
        SocketFixture fixture;
        fixture.protocol.current = SocketProtocol::Phase::Open;
        fixture.protocol.takesAtMost = 100;
        fixture.protocol.onReceive = [&] { // paced: each piece causes a pause
            fixture.socket->setPaused(PauseReason::Work, true);
            fixture.loop.post([&] { fixture.socket->setPaused(PauseReason::Work, false); });
        };
        const QByteArray all(100'000, 'a');
        QCOMPARE(fixture.client.send(all), all.size());
        fixture.client.finish();
        QVERIFY(fixture.isRetired());
        QCOMPARE(fixture.protocol.received.size(), all.size());
        QCOMPARE(fixture.protocol.inputEnds, 1);
        QCOMPARE(fixture.protocol.losses, std::vector<Cause>{Cause::ConnectionLost});
    }
    void noPauseLastsLongWithoutProgress_data()
    {
        QTest::addColumn<int>("takesAtMost"); // bytes
        QTest::addColumn<bool>("ends");
        QTest::newRow("the protocol takes all") << 1024 * 1024 << false;
        QTest::newRow("by messages") << 900 << false;
        QTest::newRow("FIN behind it") << 1024 * 1024 << true;
    }
    void noPauseLastsLongWithoutProgress()
    {
        QFETCH(const int, takesAtMost);
        QFETCH(const bool, ends);
        constexpr int Piece = ReadPauses::MinProgress;
        SocketSettings settings;
        settings.longestPause = 60ms;
        SocketFixture fixture(settings);
        fixture.protocol.current = SocketProtocol::Phase::Open;
        fixture.protocol.takesAtMost = takesAtMost;
        fixture.socket->setPaused(PauseReason::InFlight, true);
        fixture.socket->setPaused(PauseReason::Work, true);
        const TimePoint begun = fixture.loop.now();
        fixture.client.send(QByteArray(2 * Piece + 100, 'a'));
        if (ends)
            fixture.client.finish();
        std::vector<TimePoint> times;
        fixture.protocol.onReceive = [&] {
            if (fixture.protocol.received.size() > Piece * qsizetype(times.size()))
                times.push_back(fixture.loop.now());
            QVERIFY(fixture.socket->isReadingPaused());
        };
        QVERIFY(waitUntil([&] { return fixture.protocol.received.size() == 2 * Piece + 100; }));
        QCOMPARE(times.size(), std::size_t(3));
        for (std::size_t i = 0; i < times.size(); ++i)
            QVERIFY(times[i] - begun >= settings.longestPause * int(i + 1));
        if (ends) {
            QVERIFY(fixture.isRetired()); // still paused
            QCOMPARE(fixture.protocol.losses, std::vector<Cause>{Cause::ConnectionLost});
        }
    }
    void aNewPauseHasNothingLeftOfTheLast()
    {
        SocketSettings settings;
        settings.longestPause = 40ms;
        SocketFixture fixture(settings);
        fixture.socket->setPaused(PauseReason::InFlight, true);
        const TimePoint begun = fixture.loop.now();
        QVERIFY(
            waitUntil([&] { return fixture.loop.now() > begun + 100ms; })); // nothing came: nothing was used
        fixture.socket->setPaused(PauseReason::InFlight, false);
        fixture.socket->setPaused(PauseReason::InFlight, true);
        fixture.client.send("x");
        QVERIFY(fixture.turn());
        QCOMPARE(fixture.protocol.received, "");
    }
    void theLimitOfAPauseIsNotForQtsHandshake()
    {
        SocketSettings settings;
        settings.longestPause = 20ms;
        SocketFixture fixture(settings);
        fixture.socket->setPaused(PauseReason::Handshake, true);
        fixture.client.send("a frame behind the head");
        const TimePoint begun = fixture.loop.now();
        QVERIFY(waitUntil([&] { return fixture.loop.now() > begun + 100ms; }));
        QCOMPARE(fixture.protocol.received, "");
    }
    void whatWaitedInAPauseIsNoSignOfLife()
    {
        SocketSettings settings;
        settings.longestPause = 20ms;
        SocketFixture fixture(settings);
        QVERIFY(fixture.turn());
        const TimePoint before = fixture.socket->lastReceived();
        fixture.socket->setPaused(PauseReason::Work, true);
        const QByteArray waiting(200'000, 'w'); // more than one read
        QCOMPARE(fixture.client.send(waiting), waiting.size());
        QVERIFY(waitUntil([&] { return fixture.socket->arrivedBytes() == quint64(waiting.size()); }));
        QVERIFY(fixture.socket->hasUnreadInput());
        QVERIFY(waitUntil([&] { return fixture.protocol.received.size() >= 2 * ReadPauses::MinProgress; }));
        QCOMPARE(fixture.socket->lastReceived(), before);
        QCOMPARE(fixture.socket->arrivedBytes(), quint64(waiting.size()));
        fixture.socket->setPaused(PauseReason::Work, false);
        QVERIFY(waitUntil([&] { return fixture.protocol.received.size() == waiting.size(); }));
        QVERIFY(fixture.socket->lastReceived() > before); // at the latest now: nothing is unread
        QVERIFY(!fixture.socket->hasUnreadInput());
    }
    void recordsHowLongTheAccountWasOverdrawn_data()
    {
        QTest::addColumn<int>("end");
        QTest::newRow("it ends") << 0;
        QTest::newRow("its connection closes") << 1;
        QTest::newRow("its client is lost") << 2;
        QTest::newRow("it goes on") << 3;
    }
    void recordsHowLongTheAccountWasOverdrawn()
    {
        QFETCH(const int, end);
        ServerCounters counters;
        SocketSettings settings;
        settings.counters = &counters;
        settings.longestPause = end == 3 ? 200ms : 1min; // recorded then, too
        SocketFixture fixture(settings);
        const auto wait = [&](Milliseconds time) {
            const TimePoint until = fixture.loop.now() + time;
            return waitUntil([&] { return fixture.loop.now() > until; });
        };
        fixture.socket->setPaused(PauseReason::InFlight, true);
        QVERIFY(wait(30ms));
        QCOMPARE(counters.workPausedNs.value(), 0u);
        fixture.socket->setPaused(PauseReason::Work, true);
        const TimePoint begun = fixture.loop.now();
        QVERIFY(wait(30ms));
        fixture.socket->setPaused(PauseReason::InFlight, false); // counts only once
        QVERIFY(wait(30ms));
        const quint64 before =
            counters.workPausedNs.value(); // it is recorded when another reason changes, too
        if (end == 0)
            fixture.socket->setPaused(PauseReason::Work, false);
        else if (end == 1)
            fixture.socket->queueClose("bye");
        else if (end == 2)
            fixture.client.reset();
        QVERIFY(waitUntil([&] { return counters.workPausedNs.value() > before; }));
        const auto counted = Nanoseconds(qint64(counters.workPausedNs.value()));
        QVERIFY(counted >= (end == 3 ? 30ms : 60ms) && counted <= fixture.loop.now() - begun);
        if (end < 2) {
            QVERIFY(wait(20ms));
            QCOMPARE(Nanoseconds(qint64(counters.workPausedNs.value())), counted);
        }
    }
    void closingEndsAPause()
    {
        SocketFixture fixture;
        fixture.protocol.current = SocketProtocol::Phase::Closing;
        fixture.socket->setPaused(PauseReason::InFlight, true);
        fixture.socket->setPaused(PauseReason::Work, true);
        fixture.client.send("the answer to a Close");
        fixture.socket->queueClose("Close");
        QVERIFY(!fixture.socket->isReadingPaused());
        QVERIFY(waitUntil([&] { return fixture.protocol.received == "the answer to a Close"; }));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestClientSocketPauses)
#include "tst_clientsocketpauses.moc"
