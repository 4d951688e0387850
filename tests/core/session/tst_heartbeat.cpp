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
        // In steps, as a loop would: whoever arms a timer from a timer gets it.
        for (const TimePoint end = now + time; now < end;) {
            now = std::min(end, now + 10ms);
            wheel.advance(now);
        }
    }
    void hear() { received = now; }
    bool pong() { return hear(), heartbeat.takePong(pings.last(), now); }

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
        Patient patient;
        patient.pass(990ms);
        QCOMPARE(patient.pings.size(), 0);
        patient.pass(10ms + Tick);
        QCOMPARE(patient.pings.size(), 1);
        QVERIFY(patient.pong());
        QVERIFY(patient.heartbeat.latency());
        patient.pass(24s);
        QCOMPARE(patient.pings.size(), 1);
        patient.pass(1s + Tick);
        QCOMPARE(patient.pings.size(), 2);
        QCOMPARE(patient.silences, 0);
        QVERIFY(patient.answers.empty()); // nobody asked
    }
    void theFirstPingDoesNotWaitLongerThanTheInterval()
    {
        Patient patient({200ms, 10s});
        patient.pass(190ms);
        QCOMPARE(patient.pings.size(), 0);
        patient.pass(10ms + Tick);
        QCOMPARE(patient.pings.size(), 1);
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
        Patient patient({25s, 10s}, phase);
        int pings = 0;
        for (const Milliseconds wait : {Milliseconds(first), Milliseconds(second), Milliseconds(25s)}) {
            patient.pass(wait - 10ms);
            QCOMPARE(patient.pings.size(), pings);
            patient.pass(10ms + Tick);
            QCOMPARE(patient.pings.size(), ++pings);
            QVERIFY(patient.pong());
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
        Patient patient;
        for (int i = 0; i < 12; ++i) {
            patient.heartbeat.pingNow(patient.now);
            patient.pass(1s);
        }
        QCOMPARE(patient.silences, 1);
        QCOMPARE(patient.answers, std::vector<bool>{false});
    }
    void pingNowAfterInputBeginsANewTimeout()
    {
        Patient patient;
        patient.heartbeat.pingNow(patient.now);
        patient.pass(9s);
        patient.hear(); // something else
        patient.heartbeat.pingNow(patient.now);
        patient.pass(9s + 900ms);
        QCOMPARE(patient.silences, 0);
        patient.pass(100ms + Tick);
        QCOMPARE(patient.silences, 1);
    }
    void doesNotPingDuringTraffic()
    {
        Patient patient;
        for (int i = 0; i < 200; ++i) {
            patient.pass(500ms);
            patient.hear();
        }
        QCOMPARE(patient.pings.size(), 0);
        patient.pass(1s + Tick); // quiet at last, and still without a latency
        QCOMPARE(patient.pings.size(), 1);
        QVERIFY(patient.pong());
        for (int i = 0; i < 10; ++i) {
            patient.pass(20s);
            patient.hear();
        }
        QCOMPARE(patient.pings.size(), 1);
        patient.pass(25s + Tick);
        QCOMPARE(patient.pings.size(), 2);
    }
    void reportsSilenceOnce()
    {
        Patient patient;
        patient.pass(1s + Tick);
        patient.pass(9s + 900ms);
        QCOMPARE(patient.silences, 0);
        patient.pass(100ms + Tick);
        QCOMPARE(patient.silences, 1);
        patient.pass(100s);
        QCOMPARE(patient.silences, 1);
        QCOMPARE(patient.pings.size(), 1);
    }
    void anyByteAnswersAPing()
    {
        Patient patient;
        patient.pass(1s + Tick);
        patient.pass(5s);
        patient.hear(); // not the pong
        patient.pass(60s);
        QCOMPARE(patient.silences, 1); // it answered the first ping with a byte, the next one with nothing
        QCOMPARE(patient.pings.size(), 2);
    }
    void aPongOfAnotherPingIsNotMeasured()
    {
        Patient patient;
        patient.pass(1s + Tick);
        patient.hear();
        QVERIFY(!patient.heartbeat.takePong("0123456789abcdef", patient.now));
        QVERIFY(!patient.heartbeat.latency());
        patient.pass(10s);
        QCOMPARE(patient.silences, 0);
    }
    void sendsOnePingAtATime()
    {
        Patient patient({1s, 10s}); // the timeout is longer than the interval
        patient.pass(9s);
        QCOMPARE(patient.pings.size(), 1);
        patient.pass(3s);
        QCOMPARE(patient.silences, 1);
    }
    void withoutATimeoutItOnlyMeasures()
    {
        Patient patient({1s, 0ms});
        patient.pass(30s);
        QCOMPARE(patient.silences, 0);
        QVERIFY(patient.pings.size() > 20);
        QVERIFY(patient.pong());
    }
    void withoutAnIntervalItNeverPings()
    {
        Patient patient({0ms, 10s});
        patient.pass(600s);
        QCOMPARE(patient.pings.size(), 0);
        QCOMPARE(patient.silences, 0);
    }
    void stops()
    {
        Patient patient;
        patient.pass(1s + Tick);
        patient.heartbeat.stop();
        patient.pass(600s);
        QCOMPARE(patient.pings.size(), 1);
        QCOMPARE(patient.silences, 0);
    }
    void doesNotCountSilenceWhileSuspended()
    {
        Patient patient;
        patient.pass(1s + Tick); // a ping is out
        patient.heartbeat.suspend(true, patient.now);
        patient.pass(600s);
        QCOMPARE(patient.silences, 0);
        QCOMPARE(patient.pings.size(), 1);
        patient.heartbeat.suspend(false, patient.now);
        patient.hear();
        patient.pass(24s);
        QCOMPARE(patient.pings.size(), 1);
        patient.pass(1s + Tick); // a whole interval later
        QCOMPARE(patient.pings.size(), 2);
        patient.pass(10s + Tick);
        QCOMPARE(patient.silences, 1);
    }
    void pingNowPingsAtOnceAndReportsTheResult()
    {
        Patient patient;
        patient.hear();
        patient.heartbeat.pingNow(patient.now);
        QCOMPARE(patient.pings.size(), 1);
        QVERIFY(patient.answers.empty());
        patient.pass(50ms);
        QVERIFY(patient.pong());
        QCOMPARE(patient.answers, std::vector<bool>{true});
        QCOMPARE(patient.heartbeat.latency()->last, Nanoseconds(50ms));
        patient.pass(20s);
        QCOMPARE(patient.answers.size(), std::size_t(1));
    }
    void anUnansweredPingNowIsSilence()
    {
        Patient patient;
        patient.heartbeat.pingNow(patient.now);
        patient.pass(10s + Tick);
        QCOMPARE(patient.answers, std::vector<bool>{false});
        QCOMPARE(patient.silences, 1);
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
        Patient patient({Milliseconds(interval), Milliseconds(timeout)});
        patient.heartbeat.pingNow(patient.now);
        QCOMPARE(patient.pings.size(), 1);
        patient.pass(9s);
        QVERIFY(patient.answers.empty());
        patient.pass(1s + Tick);
        QCOMPARE(patient.answers, std::vector<bool>{false});
        QCOMPARE(patient.silences, 0);
        patient.heartbeat.pingNow(patient.now);
        QVERIFY(patient.pong());
        QCOMPARE(patient.answers, (std::vector<bool>{false, true}));
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
        Patient patient;
        if (askedBefore)
            patient.heartbeat.pingNow(patient.now);
        patient.heartbeat.suspend(true, patient.now);
        if (!askedBefore)
            patient.heartbeat.pingNow(patient.now);
        patient.pass(10s + Tick);
        QCOMPARE(patient.answers, std::vector<bool>{false}); // somebody waits for it
        QCOMPARE(patient.silences, 0);                       // it is we who do not listen
    }
    void twoCallsOfPingNowAreAnsweredByTheLastPong()
    {
        Patient patient;
        patient.heartbeat.pingNow(patient.now);
        const QByteArray first = patient.pings.last();
        patient.heartbeat.pingNow(patient.now);
        QVERIFY(!patient.heartbeat.takePong(first, patient.now));
        QVERIFY(patient.answers.empty());
        QVERIFY(patient.pong());
        QCOMPARE(patient.answers.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestHeartbeat)
#include "tst_heartbeat.moc"
