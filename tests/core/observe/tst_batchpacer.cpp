#include "core/observe/batchpacer.h"

#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

struct Watched
{
    Watched()
        : pacer(loop, [this] { publish(); })
    {
    }
    void publish()
    {
        times.push_back(loop.now());
        pacer.sent();
    }
    bool publishes(std::size_t count)
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
    void publishesNothingUnasked()
    {
        Watched watched;
        watched.pacer.acknowledge();
        QVERIFY(watched.passes(30ms));
        QVERIFY(watched.times.empty());
    }
    void publishesOnceHoweverOftenItIsAsked()
    {
        Watched watched;
        for (int i = 0; i < 100; ++i)
            watched.pacer.request();
        QVERIFY(watched.times.empty()); // not from within the request
        QVERIFY(watched.publishes(1));
        QVERIFY(watched.passes(150ms));
        QCOMPARE(watched.times.size(), std::size_t(1));
    }
    void waitsForTheWatcherHoweverLong()
    {
        Watched watched;
        watched.pacer.request();
        QVERIFY(watched.publishes(1));
        watched.pacer.request();
        QVERIFY(watched.passes(250ms));
        QCOMPARE(watched.times.size(), std::size_t(1)); // a window that hangs gets nothing more
        watched.pacer.acknowledge();
        QVERIFY(watched.publishes(2));
    }
    void publishesAtMostTenTimesASecond()
    {
        Watched watched;
        watched.pacer.request();
        for (std::size_t i = 1; i <= 4; ++i) {
            QVERIFY(watched.publishes(i));
            watched.pacer.acknowledge();
            watched.pacer.request();
        }
        for (std::size_t i = 1; i < watched.times.size(); ++i)
            QVERIFY(watched.times[i] - watched.times[i - 1] >= 100ms);
    }
    void anAcknowledgementAloneIsNoReason()
    {
        Watched watched;
        watched.pacer.request();
        QVERIFY(watched.publishes(1));
        watched.pacer.acknowledge();
        QVERIFY(watched.passes(150ms));
        QCOMPARE(watched.times.size(), std::size_t(1));
    }
    void resetForgetsWhatWasAskedAndWhoWasWaitedFor()
    {
        Watched watched;
        watched.pacer.request();
        watched.pacer.reset();
        QVERIFY(watched.passes(150ms));
        QVERIFY(watched.times.empty());
        watched.pacer.request();
        QVERIFY(watched.publishes(1));
        watched.pacer.reset(); // the batch on its way is of a watch that has ended
        watched.pacer.request();
        QVERIFY(watched.publishes(2));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestBatchPacer)
#include "tst_batchpacer.moc"
