#include "core/server/refusalrelay.h"

#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

RefusedRequest refused(const char *reason)
{
    RefusedRequest request;
    request.reason = reason;
    return request;
}

struct Fixture
{
    Fixture()
        : relay(ioLoop(), [this](RefusalBatch batch, std::function<void()> handled) {
            batches.push_back(std::move(batch));
            done.push_back(std::move(handled));
        })
    {
    }

    std::vector<RefusalBatch> batches;
    std::vector<std::function<void()>> done;
    RefusalRelay relay;
};

} // namespace

class TstRefusalRelay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsOneBatchAtATime()
    {
        Fixture fixture;
        fixture.relay.add(refused("a"));
        QCOMPARE(fixture.batches.size(), std::size_t(1));
        fixture.relay.add(refused("b"));
        fixture.relay.add(refused("c"));
        QCOMPARE(fixture.batches.size(), std::size_t(1));
        std::thread([&] { fixture.done[0](); }).join();
        QVERIFY(waitUntil([&] { return fixture.batches.size() == 2; }));
        QCOMPARE(fixture.batches[1].requests.size(), std::size_t(2));
        fixture.done[1]();
        runUntilIdle();
        QCOMPARE(fixture.batches.size(), std::size_t(2)); // there is nothing more
        fixture.relay.add(refused("d"));
        QCOMPARE(fixture.batches.size(), std::size_t(3));
    }
    void countsWhatDoesNotFit()
    {
        Fixture fixture;
        static constexpr const char *Reason = "b";
        fixture.relay.add(refused("a"));
        for (std::size_t i = 0; i < RefusalRelay::MaxRequests + 5; ++i)
            fixture.relay.add(refused(Reason));
        fixture.done[0]();
        QVERIFY(waitUntil([&] { return fixture.batches.size() == 2; }));
        QCOMPARE(fixture.batches[1].requests.size(), RefusalRelay::MaxRequests);
        QCOMPARE(fixture.batches[1].others.at(Reason), 5u);
    }
    void mayEndBeforeABatchIsHandled()
    {
        std::function<void()> late;
        {
            Fixture fixture;
            fixture.relay.add(refused("a"));
            late = fixture.done[0];
        }
        late();
        runUntilIdle();
    }
};

SIGNALBOX_IO_TEST_MAIN(TstRefusalRelay)
#include "tst_refusalrelay.moc"
