#include "core/observe/batchpacer.h"
#include "core/observe/tick.h"

#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

struct Paced
{
    Paced()
        : pacer(loop, [this] { send(); })
    {
    }
    void send()
    {
        times.push_back(loop.now());
        pacer.sent();
    }
    bool sends(std::size_t count)
    {
        return waitUntil([&] { return times.size() == count; });
    }
    bool passes(Milliseconds time)
    {
        const TimePoint end = Clock::now() + time;
        return waitUntil([&] { return Clock::now() >= end; });
    }
    IoLoop &loop = test::ioLoop();
    std::vector<TimePoint> times;
    BatchPacer pacer;
};

} // namespace

class TestBatchPacer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsNothingUnrequested()
    {
        Paced paced;
        paced.pacer.acknowledge();
        QVERIFY(paced.passes(130ms));
        QVERIFY(paced.times.empty());
    }
    void sendsOnceHoweverOftenRequested()
    {
        Paced paced;
        for (int i = 0; i < 100; ++i)
            paced.pacer.request();
        QVERIFY(paced.times.empty()); // not from within request()
        QVERIFY(paced.sends(1));
        QVERIFY(paced.passes(150ms));
        QCOMPARE(paced.times.size(), std::size_t(1));
    }
    void waitsForTheAcknowledgementHoweverLong()
    {
        Paced paced;
        paced.pacer.request();
        QVERIFY(paced.sends(1));
        paced.pacer.request();
        QVERIFY(paced.passes(250ms));
        QCOMPARE(paced.times.size(), std::size_t(1));
        paced.pacer.acknowledge();
        QVERIFY(paced.sends(2));
    }
    void sendsOnceATickAtItsBeginning()
    {
        Paced paced;
        paced.pacer.request();
        for (std::size_t i = 1; i <= 4; ++i) {
            QVERIFY(paced.sends(i));
            paced.pacer.acknowledge();
            paced.pacer.request();
        }
        for (std::size_t i = 1; i < paced.times.size(); ++i) {
            const auto tickOf = [](TimePoint time) { return time.time_since_epoch() / TickInterval; };
            QVERIFY(tickOf(paced.times[i]) > tickOf(paced.times[i - 1]));
        }
    }
    void acknowledgementAloneSendsNothing()
    {
        Paced paced;
        paced.pacer.request();
        QVERIFY(paced.sends(1));
        paced.pacer.acknowledge();
        QVERIFY(paced.passes(150ms));
        QCOMPARE(paced.times.size(), std::size_t(1));
    }
    void withdrawnRequestSendsNothing()
    {
        Paced paced;
        paced.pacer.request();
        paced.pacer.withdraw();
        QVERIFY(paced.passes(150ms));
        QVERIFY(paced.times.empty());
        paced.pacer.request();
        QVERIFY(paced.sends(1));
    }
    void resetDiscardsRequestAndAcknowledgement()
    {
        Paced paced;
        paced.pacer.request();
        paced.pacer.reset();
        QVERIFY(paced.passes(150ms));
        QVERIFY(paced.times.empty());
        paced.pacer.request();
        QVERIFY(paced.sends(1));
        paced.pacer.reset(); // the acknowledgement of the last part is not waited for any more
        paced.pacer.request();
        QVERIFY(paced.sends(2));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestBatchPacer)
#include "tst_batchpacer.moc"
