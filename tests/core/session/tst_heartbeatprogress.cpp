// When a Heartbeat considers a peer dead: progress, acknowledgements and pongs.

#include "tests/core/session/heartbeatfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

class TestHeartbeatProgress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theOldestPingWithoutAByteSinceIsJudged_data()
    {
        QTest::addColumn<int>("lastByte"); // ms after the start; pings leave at 1, 2, 3 ... s
        QTest::addColumn<int>("deadAt");
        QTest::newRow("never") << 0 << 11'000;
        QTest::newRow("after the first ping") << 1500 << 12'000;
        QTest::newRow("after the third") << 3010 << 14'000;
        QTest::newRow("just before the first is judged") << 10'900 << 21'000;
    }
    void theOldestPingWithoutAByteSinceIsJudged()
    {
        QFETCH(const int, lastByte);
        QFETCH(const int, deadAt);
        Patient fixture({1s, 10s}); // several pings are unanswered
        if (lastByte > 0) {
            fixture.pass(Milliseconds(lastByte));
            fixture.receive();
        }
        fixture.pass(60s);
        QCOMPARE(fixture.silences, 1);
        const auto lateness = fixture.silentAt - (Start + Milliseconds(deadAt));
        QVERIFY2(lateness >= 0ms && lateness <= 20 * Tick, qPrintable(QString::number(lateness / 1ms)));
    }
    void aPeerThatReadsSlowlyLives_data()
    {
        QTest::addColumn<int>("rate"); // bytes a second
        QTest::addColumn<int>("backlog");
        for (const int rate : {600, 5000, 10'000, 40'000})
            QTest::addRow("%d bytes a second", rate) << rate << rate * 100;
    }
    void aPeerThatReadsSlowlyLives()
    {
        QFETCH(const int, rate);
        QFETCH(const int, backlog);
        Patient fixture;
        fixture.acknowledges = false;
        fixture.write(quint64(backlog));
        fixture.everyStep = [&] {
            fixture.acknowledged = std::min(fixture.written, fixture.acknowledged + quint64(rate / 100));
        };
        fixture.pass(99s); // it reads for 100 s and sends nothing
        QCOMPARE(fixture.silences, 0);
        QVERIFY(fixture.questions > 0 && fixture.questions < 20);
    }
    void aPeerWhoseAcknowledgementsStopIsDead_data()
    {
        QTest::addColumn<int>("stops"); // s; the ping left after one
        QTest::addColumn<int>("deadAt");
        QTest::newRow("at once") << 0 << 21;
        QTest::newRow("before it is judged") << 9 << 21;
        QTest::newRow("while it is judged") << 12 << 31;
        QTest::newRow("later") << 33 << 51;
    }
    void aPeerWhoseAcknowledgementsStopIsDead()
    {
        QFETCH(const int, stops);
        QFETCH(const int, deadAt);
        Patient fixture;
        fixture.acknowledges = false;
        fixture.write(1'000'000);
        fixture.everyStep = [&] {
            if (fixture.now < Start + std::chrono::seconds(stops))
                fixture.acknowledged += 10;
        };
        fixture.pass(200s);
        QCOMPARE(fixture.silences, 1);
        const auto lateness = fixture.silentAt - (Start + std::chrono::seconds(deadAt));
        QVERIFY2(lateness >= 0ms && lateness <= 10 * Tick, qPrintable(QString::number(lateness / 1ms)));
    }
    void theAcknowledgementOfThePingIsNoLife_data()
    {
        QTest::addColumn<int>("before"); // bytes sent before the ping
        QTest::addColumn<int>("more");   // ms that the pong may take beside the timeout
        QTest::newRow("idle") << 0 << 0;
        QTest::newRow("a second's worth") << 8192 << 1000;
        QTest::newRow("an odd number") << 20'000 << 2441;
        QTest::newRow("history") << 524'288 << 64'000;
    }
    void theAcknowledgementOfThePingIsNoLife()
    {
        QFETCH(const int, before);
        QFETCH(const int, more);
        Patient fixture; // acknowledges all, as the kernel of a stopped process does
        fixture.write(quint64(before));
        fixture.pass(1s + 10s + Milliseconds(more) - 20ms);
        QCOMPARE(fixture.silences, 0);
        fixture.pass(5 * Tick);
        QCOMPARE(fixture.silences, 1);
        QVERIFY(fixture.questions <= 1);
    }
    void anAnsweredPingTakesWhatWasSentBeforeOffTheAccount()
    {
        Patient fixture;
        fixture.write(1'000'000);
        fixture.pass(1s + Tick);
        QVERIFY(fixture.pong());
        fixture.write(16'384);
        fixture.pass(25s + 10s + 2s - 3 * Tick);
        QCOMPARE(fixture.silences, 0);
        fixture.pass(5 * Tick);
        QCOMPARE(fixture.silences, 1);
    }
    void afterASlowAcknowledgementThePongHasItsWholeTime()
    {
        Patient fixture;
        fixture.acknowledges = false;
        fixture.write(81'920); // ten seconds' worth
        fixture.pass(1s + 10s + Tick);
        fixture.acknowledged = fixture.written - PingSize; // between the first and the second question
        fixture.pass(10s);
        QCOMPARE(fixture.silences, 0);
        fixture.pass(19s);
        QCOMPARE(fixture.silences, 0);
        fixture.pass(1s + 5 * Tick);
        QCOMPARE(fixture.silences, 1);
    }
    void anyByteEndsTheJudgement_data()
    {
        QTest::addColumn<bool>("acknowledges");
        QTest::newRow("waiting for the pong") << true;
        QTest::newRow("waiting for acknowledgements") << false;
    }
    void anyByteEndsTheJudgement()
    {
        QFETCH(const bool, acknowledges);
        Patient fixture;
        fixture.acknowledges = acknowledges;
        fixture.write(65'536);
        fixture.pass(14s);
        fixture.receive();
        fixture.pass(12s + Tick); // until the next ping
        QCOMPARE(fixture.pings.size(), 2);
        fixture.pass(9s + 900ms);
        QCOMPARE(fixture.silences, 0);
    }
    void whatWaitsUnreadIsLife()
    {
        Patient fixture; // the process was stopped: the timer fires before the read
        fixture.pass(1s + Tick);
        fixture.hasUnread = true;
        fixture.pass(15s);
        QCOMPARE(fixture.silences, 0);
    }
    void pingsGoOnThoughNothingIsRead()
    {
        Patient fixture({2s, 10s}); // its kernel acknowledges, its pongs wait behind other input
        fixture.hasUnread = true;
        fixture.pass(300s);
        QCOMPARE(fixture.silences, 0);
        QVERIFY2(fixture.pings.size() >= 149, qPrintable(QString::number(fixture.pings.size())));
        fixture.hasUnread = false; // read to the end, and there was no pong
        fixture.pass(2s + 10s + 300ms);
        QCOMPARE(fixture.silences, 1);
    }
    void oldInputIsNoLife_data()
    {
        QTest::addColumn<int>("diesAt"); // s; the pings leave at 1 s and then every 25 s
        QTest::addColumn<int>("deadAt");
        QTest::newRow("before the first ping") << 0 << 21;
        QTest::newRow("before the second") << 3 << 46;
        QTest::newRow("later") << 60 << 96;
    }
    void oldInputIsNoLife()
    {
        QFETCH(const int, diesAt);
        QFETCH(const int, deadAt);
        Patient fixture;
        fixture.hasUnread = true; // and is not read
        fixture.arrived = 100'000;
        fixture.everyStep = [&] {
            fixture.acknowledges = fixture.now < Start + std::chrono::seconds(diesAt);
        };
        fixture.pass(200s);
        QCOMPARE(fixture.silences, 1);
        const auto lateness = fixture.silentAt - (Start + std::chrono::seconds(deadAt));
        QVERIFY2(lateness >= 0ms && lateness <= 20 * Tick, qPrintable(QString::number(lateness / 1ms)));
    }
    void newInputIsLifeThoughItIsNotRead()
    {
        Patient fixture;
        fixture.acknowledges = false; // our bytes do not get through, those of the peer do
        fixture.hasUnread = true;
        fixture.everyStep = [&] { fixture.arrived += (fixture.now - Start) % 8s == 0s ? 1 : 0; };
        fixture.pass(300s);
        QCOMPARE(fixture.silences, 0);
    }
    void aPingThatCannotLeaveIsJudgedAfterAnInterval()
    {
        Patient fixture;
        fixture.acknowledges = false;
        fixture.write(1'000'000);
        fixture.isBlocked = true;
        fixture.pass(1s + 25s + 10s - 10ms);
        QCOMPARE(fixture.silences, 0); // write_stall, 30 s by default, comes first
        fixture.pass(5 * Tick);
        QCOMPARE(fixture.silences, 1);
    }
    void aPingThatCannotLeaveWaitsWhileThePeerTakesBytes()
    {
        Patient fixture;
        fixture.acknowledges = false;
        fixture.write(1'000'000);
        fixture.isBlocked = true;
        fixture.everyStep = [&] { fixture.acknowledged += 1; };
        fixture.pass(300s);
        QCOMPARE(fixture.silences, 0);
        QCOMPARE(fixture.pings.size(), 1);
        fixture.isBlocked = false;
        fixture.everyStep = {};
        fixture.acknowledges = true;
        fixture.acknowledged = fixture.written;
        fixture.pass(10s);
        QCOMPARE(fixture.silences, 0); // judged anew from when it left
    }
};

QTEST_GUILESS_MAIN(TestHeartbeatProgress)
#include "tst_heartbeatprogress.moc"
