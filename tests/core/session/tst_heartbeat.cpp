#include "core/session/heartbeat.h"

#include <QByteArrayList>
#include <QTest>

#include <cmath>
#include <map>
#include <memory>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const TimePoint Start{1h};

//! A heartbeat whose clock is ours.
class Patient final : private HeartbeatOwner
{
public:
    explicit Patient(HeartbeatSettings settings = {25s, 10s}, double phase = 0)
        : heartbeat(wheel, settings, *this, Start, phase)
    {
    }

    void pass(Milliseconds time)
    {
        // In steps, like a loop: a timer armed by a timer fires too.
        for (const TimePoint end = now + time; now < end;) {
            now = std::min(end, now + 10ms);
            wheel.advance(now);
        }
    }
    void receive() { received = now; }
    bool pong() { return receive(), heartbeat.takePong(pings.last(), now); }

    TimePoint now = Start;
    TimePoint received = Start;
    TimingWheel wheel{Start};
    QByteArrayList pings;
    int silences = 0;
    std::vector<bool> answers;
    Heartbeat heartbeat; //!< last: it asks the others

private:
    void sendPing(const QByteArray &payload) override { pings.append(payload); }
    TimePoint lastReceived() const override { return received; }
    TimePoint clock() const override { return now; }
    void peerIsSilent() override { ++silences; }
    void pingAnswered(bool answered) override { answers.push_back(answered); }
};

//! One of many on a wheel: answers, and counts the pings of them all by when they were sent.
struct Answerer final : public HeartbeatOwner
{
    Answerer(TimingWheel &wheel, const TimePoint &time, std::map<TimePoint, int> &all, double phase)
        : now(time)
        , pings(all)
        , heartbeat(wheel, {25s, 10s}, *this, Start, phase)
    {
    }
    void sendPing(const QByteArray &) override
    {
        ++pings[now];
        received = now + 1ms;
    }
    TimePoint lastReceived() const override { return received; }
    TimePoint clock() const override { return now; }
    void peerIsSilent() override {}
    void pingAnswered(bool) override {}

    const TimePoint &now;
    std::map<TimePoint, int> &pings;
    TimePoint received = Start;
    Heartbeat heartbeat;
};

constexpr Milliseconds Tick = 20ms; // as late as a wheel may be

} // namespace

class TestHeartbeat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pingsAfterTheFirstQuietSecondAndThenAtTheInterval()
    {
        Patient fixture;
        fixture.pass(990ms);
        QCOMPARE(fixture.pings.size(), 0);
        fixture.pass(10ms + Tick);
        QCOMPARE(fixture.pings.size(), 1);
        QVERIFY(fixture.pong());
        QVERIFY(fixture.heartbeat.latency());
        fixture.pass(24s);
        QCOMPARE(fixture.pings.size(), 1);
        fixture.pass(1s + Tick);
        QCOMPARE(fixture.pings.size(), 2);
        QCOMPARE(fixture.silences, 0);
        QVERIFY(fixture.answers.empty()); // no ping was requested
    }
    void theFirstPingDoesNotWaitLongerThanTheInterval()
    {
        Patient fixture({200ms, 10s});
        fixture.pass(190ms);
        QCOMPARE(fixture.pings.size(), 0);
        fixture.pass(10ms + Tick);
        QCOMPARE(fixture.pings.size(), 1);
    }
    void aPhaseMovesTheFirstTwoPings_data()
    {
        QTest::addColumn<double>("phase");
        QTest::addColumn<int>("first"); // ms
        QTest::addColumn<int>("second");
        QTest::newRow("none") << 0.0 << 1000 << 25000;
        QTest::newRow("half") << 0.5 << 1500 << 18750;
        QTest::newRow("all") << 1.0 << 2000 << 12500;
    }
    void aPhaseMovesTheFirstTwoPings()
    {
        QFETCH(const double, phase);
        QFETCH(const int, first);
        QFETCH(const int, second);
        Patient fixture({25s, 10s}, phase);
        int pings = 0;
        for (const Milliseconds wait : {Milliseconds(first), Milliseconds(second), Milliseconds(25s)}) {
            fixture.pass(wait - 10ms);
            QCOMPARE(fixture.pings.size(), pings);
            fixture.pass(10ms + Tick);
            QCOMPARE(fixture.pings.size(), ++pings);
            QVERIFY(fixture.pong());
        }
    }
    void spreadsThePingsOfSimultaneousConnections()
    {
        TimingWheel wheel(Start);
        TimePoint now = Start;
        std::map<TimePoint, int> pings;
        std::vector<std::unique_ptr<Answerer>> answerers;
        for (int i = 0; i < 15'000; ++i) {
            const double turns = double(i) * 0.618034;
            answerers.push_back(std::make_unique<Answerer>(wheel, now, pings, turns - std::floor(turns)));
        }
        int most = 0;
        for (; now < Start + 120s; now += 10ms)
            wheel.advance(now);
        for (const auto &[when, count] : pings) {
            if (when > Start + 5s) // after the first, which come soon
                most = std::max(most, count);
        }
        QVERIFY2(most <= 40, qPrintable(QString::number(most))); // 12 would be even to the last
        QVERIFY(pings.size() > 4000);
    }
    void repeatedPingNowDoesNotExtendTheTimeout()
    {
        Patient fixture;
        for (int i = 0; i < 12; ++i) {
            fixture.heartbeat.pingNow(fixture.now);
            fixture.pass(1s);
        }
        QCOMPARE(fixture.silences, 1);
        QCOMPARE(fixture.answers, std::vector<bool>{false});
    }
    void pingNowAfterInputBeginsANewTimeout()
    {
        Patient fixture;
        fixture.heartbeat.pingNow(fixture.now);
        fixture.pass(9s);
        fixture.receive(); // something else
        fixture.heartbeat.pingNow(fixture.now);
        fixture.pass(9s + 900ms);
        QCOMPARE(fixture.silences, 0);
        fixture.pass(100ms + Tick);
        QCOMPARE(fixture.silences, 1);
    }
    void doesNotPingDuringTraffic()
    {
        Patient fixture;
        for (int i = 0; i < 200; ++i) {
            fixture.pass(500ms);
            fixture.receive();
        }
        QCOMPARE(fixture.pings.size(), 0);
        fixture.pass(1s + Tick); // quiet at last, and still without a latency
        QCOMPARE(fixture.pings.size(), 1);
        QVERIFY(fixture.pong());
        for (int i = 0; i < 10; ++i) {
            fixture.pass(20s);
            fixture.receive();
        }
        QCOMPARE(fixture.pings.size(), 1);
        fixture.pass(25s + Tick);
        QCOMPARE(fixture.pings.size(), 2);
    }
    void reportsSilenceOnce()
    {
        Patient fixture;
        fixture.pass(1s + Tick);
        fixture.pass(9s + 900ms);
        QCOMPARE(fixture.silences, 0);
        fixture.pass(100ms + Tick);
        QCOMPARE(fixture.silences, 1);
        fixture.pass(100s);
        QCOMPARE(fixture.silences, 1);
        QCOMPARE(fixture.pings.size(), 1);
    }
    void anyByteAnswersAPing()
    {
        Patient fixture;
        fixture.pass(1s + Tick);
        fixture.pass(5s);
        fixture.receive(); // not the pong
        fixture.pass(60s);
        QCOMPARE(fixture.silences, 1); // it answered the first ping with a byte, the next one with nothing
        QCOMPARE(fixture.pings.size(), 2);
    }
    void aPongOfAnotherPingIsNotMeasured()
    {
        Patient fixture;
        fixture.pass(1s + Tick);
        fixture.receive();
        QVERIFY(!fixture.heartbeat.takePong("0123456789abcdef", fixture.now));
        QVERIFY(!fixture.heartbeat.latency());
        fixture.pass(10s);
        QCOMPARE(fixture.silences, 0);
    }
    void sendsOnePingAtATime()
    {
        Patient fixture({1s, 10s}); // the timeout is longer than the interval
        fixture.pass(9s);
        QCOMPARE(fixture.pings.size(), 1);
        fixture.pass(3s);
        QCOMPARE(fixture.silences, 1);
    }
    void withoutATimeoutItOnlyMeasures()
    {
        Patient fixture({1s, 0ms});
        fixture.pass(30s);
        QCOMPARE(fixture.silences, 0);
        QVERIFY(fixture.pings.size() > 20);
        QVERIFY(fixture.pong());
    }
    void withoutAnIntervalItNeverPings()
    {
        Patient fixture({0ms, 10s});
        fixture.pass(600s);
        QCOMPARE(fixture.pings.size(), 0);
        QCOMPARE(fixture.silences, 0);
    }
    void stops()
    {
        Patient fixture;
        fixture.pass(1s + Tick);
        fixture.heartbeat.stop();
        fixture.pass(600s);
        QCOMPARE(fixture.pings.size(), 1);
        QCOMPARE(fixture.silences, 0);
    }
    void doesNotCountSilenceWhileSuspended()
    {
        Patient fixture;
        fixture.pass(1s + Tick); // a ping is out
        fixture.heartbeat.suspend(true, fixture.now);
        fixture.pass(600s);
        QCOMPARE(fixture.silences, 0);
        QCOMPARE(fixture.pings.size(), 1);
        fixture.heartbeat.suspend(false, fixture.now);
        fixture.receive();
        fixture.pass(24s);
        QCOMPARE(fixture.pings.size(), 1);
        fixture.pass(1s + Tick); // a whole interval later
        QCOMPARE(fixture.pings.size(), 2);
        fixture.pass(10s + Tick);
        QCOMPARE(fixture.silences, 1);
    }
    void pingNowPingsAtOnceAndReportsTheResult()
    {
        Patient fixture;
        fixture.receive();
        fixture.heartbeat.pingNow(fixture.now);
        QCOMPARE(fixture.pings.size(), 1);
        QVERIFY(fixture.answers.empty());
        fixture.pass(50ms);
        QVERIFY(fixture.pong());
        QCOMPARE(fixture.answers, std::vector<bool>{true});
        QCOMPARE(fixture.heartbeat.latency()->last, Nanoseconds(50ms));
        fixture.pass(20s);
        QCOMPARE(fixture.answers.size(), std::size_t(1));
    }
    void anUnansweredPingNowIsSilence()
    {
        Patient fixture;
        fixture.heartbeat.pingNow(fixture.now);
        fixture.pass(10s + Tick);
        QCOMPARE(fixture.answers, std::vector<bool>{false});
        QCOMPARE(fixture.silences, 1);
    }
    void pingNowWithoutAHeartbeatClosesNothing_data()
    {
        QTest::addColumn<int>("interval");
        QTest::addColumn<int>("timeout");
        QTest::newRow("no interval") << 0 << 10'000;
        QTest::newRow("no timeout") << 25'000 << 0;
        QTest::newRow("neither") << 0 << 0;
    }
    void pingNowWithoutAHeartbeatClosesNothing()
    {
        QFETCH(const int, interval);
        QFETCH(const int, timeout);
        Patient fixture({Milliseconds(interval), Milliseconds(timeout)});
        fixture.heartbeat.pingNow(fixture.now);
        QCOMPARE(fixture.pings.size(), 1);
        fixture.pass(9s);
        QVERIFY(fixture.answers.empty());
        fixture.pass(1s + Tick);
        QCOMPARE(fixture.answers, std::vector<bool>{false});
        QCOMPARE(fixture.silences, 0);
        fixture.heartbeat.pingNow(fixture.now);
        QVERIFY(fixture.pong());
        QCOMPARE(fixture.answers, (std::vector<bool>{false, true}));
    }
    void pingNowWhileSuspendedIsReportedAndClosesNothing_data()
    {
        QTest::addColumn<bool>("askedBefore");
        QTest::newRow("asked, then suspended") << true;
        QTest::newRow("suspended, then asked") << false;
    }
    void pingNowWhileSuspendedIsReportedAndClosesNothing()
    {
        QFETCH(const bool, askedBefore);
        Patient fixture;
        if (askedBefore)
            fixture.heartbeat.pingNow(fixture.now);
        fixture.heartbeat.suspend(true, fixture.now);
        if (!askedBefore)
            fixture.heartbeat.pingNow(fixture.now);
        fixture.pass(10s + Tick);
        QCOMPARE(fixture.answers, std::vector<bool>{false}); // the requested ping is answered
        QCOMPARE(fixture.silences, 0);                       // it is we who do not listen
    }
    void twoCallsOfPingNowAreAnsweredByTheLastPong()
    {
        Patient fixture;
        fixture.heartbeat.pingNow(fixture.now);
        const QByteArray first = fixture.pings.last();
        fixture.heartbeat.pingNow(fixture.now);
        QVERIFY(!fixture.heartbeat.takePong(first, fixture.now));
        QVERIFY(fixture.answers.empty());
        QVERIFY(fixture.pong());
        QCOMPARE(fixture.answers.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestHeartbeat)
#include "tst_heartbeat.moc"
