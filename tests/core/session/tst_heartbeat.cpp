#include "tests/core/session/heartbeatfixture.h"

#include <QTest>

#include <cmath>
#include <map>
#include <memory>
#include <utility>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

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
        isQueued = true;
    }
    void flush()
    {
        if (!std::exchange(isQueued, false))
            return;
        heartbeat.pingSent(now, 1);
        received = now + 1ms;
    }
    TimePoint lastReceived() const override { return received; }
    quint64 acknowledgedBytes() const override { return 1; }
    bool hasUnreadInput() const override { return false; }
    quint64 arrivedBytes() const override { return 0; }
    TimePoint clock() const override { return now; }
    void peerIsSilent() override {}
    void pingAnswered(bool) override {}

    const TimePoint &now;
    std::map<TimePoint, int> &pings;
    TimePoint received = Start;
    bool isQueued = false;
    Heartbeat heartbeat;
};

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
            fixture.pass(wait - 10ms - Tick);
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
        for (; now < Start + 120s; now += 10ms) {
            wheel.advance(now);
            for (const auto &answerer : answerers)
                answerer->flush();
        }
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
        for (int i = 0; i < 10; ++i) {
            fixture.pingNow();
            fixture.pass(990ms);
        }
        fixture.pass(2s);
        QCOMPARE(fixture.silences, 1);
        QCOMPARE(fixture.answers, std::vector<bool>{false});
    }
    void pingNowAfterInputBeginsANewTimeout()
    {
        Patient fixture;
        fixture.pingNow();
        fixture.pass(9s);
        fixture.receive(); // something else
        fixture.pingNow();
        fixture.pass(9s + 900ms);
        QCOMPARE(fixture.silences, 0);
        fixture.pass(100ms + Tick);
        QCOMPARE(fixture.silences, 1);
    }
    void pingsAtEveryIntervalWhateverTheTraffic_data()
    {
        QTest::addColumn<int>("interval"); // ms
        QTest::addColumn<int>("traffic");
        QTest::newRow("silent") << 25'000 << 0;
        QTest::newRow("a message now and then") << 25'000 << 3000;
        QTest::newRow("a message at each interval") << 5000 << 5000;
        QTest::newRow("a flood") << 5000 << 10;
        QTest::newRow("short intervals") << 200 << 50;
    }
    void pingsAtEveryIntervalWhateverTheTraffic()
    {
        QFETCH(const int, interval);
        QFETCH(const int, traffic);
        Patient fixture({Milliseconds(interval), 10s});
        std::vector<TimePoint> sent;
        fixture.everyStep = [&] {
            if (traffic > 0 && (fixture.now - Start) % Milliseconds(traffic) == 0ms) {
                fixture.receive();
                fixture.write(1000);
            }
            if (std::size_t(fixture.pings.size()) > sent.size()) {
                sent.push_back(fixture.now);
                QVERIFY(fixture.pong());
            }
        };
        fixture.pass(Milliseconds(interval) * 20);
        QVERIFY2(sent.size() >= 19 && sent.size() <= 21, qPrintable(QString::number(sent.size())));
        for (std::size_t i = 1; i < sent.size(); ++i) {
            const auto gap = std::chrono::duration_cast<Milliseconds>(sent[i] - sent[i - 1]);
            QVERIFY2(gap >= Milliseconds(interval) && gap <= Milliseconds(interval) + 2 * Tick,
                     qPrintable(QString::number(gap.count())));
        }
        QCOMPARE(fixture.silences, 0);
        QCOMPARE(fixture.questions, 0); // a healthy ping costs no system call
    }
    void intervalAndRoundTripCountFromWhenThePingLeft()
    {
        Patient fixture({5s, 10s});
        fixture.isBlocked = true;
        fixture.pass(4s); // queued after a second
        QCOMPARE(fixture.pings.size(), 1);
        fixture.isBlocked = false;
        fixture.pass(300ms); // left at once
        QVERIFY(fixture.pong());
        QVERIFY(fixture.heartbeat.latency()->last <= 300ms);
        fixture.pass(4600ms);
        QCOMPARE(fixture.pings.size(), 1);
        fixture.pass(100ms + Tick);
        QCOMPARE(fixture.pings.size(), 2);
    }
    void queuesNoSecondPingBeforeTheFirstHasLeft()
    {
        Patient fixture({1s, 0ms});
        fixture.isBlocked = true;
        fixture.pass(60s);
        fixture.pingNow();
        QCOMPARE(fixture.pings.size(), 1);
        fixture.isBlocked = false;
        fixture.pass(10ms);
        QVERIFY(fixture.pong()); // which also answers pingNow()
        QCOMPARE(fixture.answers, std::vector<bool>{true});
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
    void lateAnswersAreMeasuredThoughOtherPingsFollowed()
    {
        Patient fixture({1s, 10s});
        std::map<TimePoint, QByteArray> due; // the round trip takes 3.5 intervals
        fixture.everyStep = [&] {
            if (!fixture.pings.isEmpty() && (due.empty() || due.rbegin()->second != fixture.pings.last()))
                due[fixture.now + 3500ms] = fixture.pings.last();
            if (const auto found = due.find(fixture.now); found != due.end())
                QVERIFY(fixture.pong(found->second));
        };
        fixture.pass(30s);
        QVERIFY(fixture.pings.size() >= 29);
        QVERIFY(fixture.heartbeat.latency());
        QVERIFY(fixture.heartbeat.latency()->last >= 3500ms &&
                fixture.heartbeat.latency()->last <= 3500ms + Tick);
        QCOMPARE(fixture.silences, 0);
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
    void pingNowPingsAtOnceAndReportsTheResult()
    {
        Patient fixture;
        fixture.receive();
        fixture.pingNow();
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
        fixture.pingNow();
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
        fixture.pingNow();
        QCOMPARE(fixture.pings.size(), 1);
        fixture.pass(9s);
        QVERIFY(fixture.answers.empty());
        fixture.pass(1s + Tick);
        QCOMPARE(fixture.answers, std::vector<bool>{false});
        QCOMPARE(fixture.silences, 0);
        fixture.pingNow();
        QVERIFY(fixture.pong());
        QCOMPARE(fixture.answers, (std::vector<bool>{false, true}));
    }
    void pingNowIsReportedThoughThePongIsNotRead()
    {
        Patient fixture;
        fixture.hasUnread = true;
        fixture.pingNow();
        fixture.pass(10s + Tick);
        QCOMPARE(fixture.answers, std::vector<bool>{false}); // the requested ping is answered
        QCOMPARE(fixture.silences, 0);                       // it is we who do not read
    }
    void twoCallsOfPingNowAreAnsweredByTheLastPong()
    {
        Patient fixture;
        fixture.pingNow();
        const QByteArray first = fixture.pings.last();
        fixture.pingNow();
        QVERIFY(fixture.heartbeat.takePong(first, fixture.now)); // measured, but not the one asked for last
        QVERIFY(fixture.answers.empty());
        QVERIFY(fixture.pong());
        QCOMPARE(fixture.answers.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestHeartbeat)
#include "tst_heartbeat.moc"
