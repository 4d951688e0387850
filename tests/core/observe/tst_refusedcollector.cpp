#include "core/observe/refusedcollector.h"

#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

struct Collected
{
    Collected()
        : collector(ioLoop(), [this](ClosedBatch &&batch) { batches.push_back(std::move(batch)); })
    {
    }
    Q_DISABLE_COPY_MOVE(Collected)

    void refuse(const char *reason)
    {
        RefusedRequest request;
        request.status = 403;
        request.reason = reason;
        collector.refused(std::move(request));
    }
    bool sends(std::size_t count)
    {
        return waitUntil([&] { return batches.size() == count; });
    }
    bool staysAt(std::size_t count)
    {
        const TimePoint end = Clock::now() + 150ms; // longer than a tick
        return waitUntil([&] { return Clock::now() >= end; }) && batches.size() == count;
    }

    std::vector<ClosedBatch> batches;
    RefusedCollector collector;
};

} // namespace

class TestRefusedCollector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void collectsNothingBeforeItBeginsAndAfterItEnds()
    {
        Collected collected;
        collected.refuse("before");
        collected.collector.begin();
        collected.refuse("discarded by the end");
        collected.collector.end();
        collected.refuse("after");
        collected.collector.flush();
        QVERIFY(collected.staysAt(0));
    }
    void recordsARefusedRequest()
    {
        Collected collected;
        collected.collector.begin();
        collected.refuse("origin");
        QVERIFY(collected.sends(1));
        QCOMPARE(collected.batches[0].refused.size(), std::size_t(1));
        QCOMPARE(QByteArray(collected.batches[0].refused[0].reason), "origin");
        QCOMPARE(collected.batches[0].refused[0].status, 403);
        QVERIFY(collected.batches[0].refused[0].time.time_since_epoch().count() > 0);
    }
    void keepsWithinTheBoundUntilAcknowledged()
    {
        Collected collected;
        collected.collector.begin();
        collected.refuse("first");
        QVERIFY(collected.sends(1));
        for (std::size_t i = 0; i < ClosedBatch::MaxRefused + 5; ++i)
            collected.refuse("origin");
        QVERIFY(collected.staysAt(1));
        collected.collector.acknowledge();
        QVERIFY(collected.sends(2));
        QCOMPARE(collected.batches[1].refused.size(), ClosedBatch::MaxRefused);
        QCOMPARE(collected.batches[1].moreRefused.at("origin"), 5u);
    }
    void flushSendsAtOnce()
    {
        Collected collected;
        collected.collector.begin();
        collected.refuse("origin");
        collected.collector.flush();
        QCOMPARE(collected.batches.size(), std::size_t(1));
        collected.collector.flush();
        QCOMPARE(collected.batches.size(), std::size_t(1)); // never an empty one
    }
};

SIGNALBOX_IO_TEST_MAIN(TestRefusedCollector)
#include "tst_refusedcollector.moc"
