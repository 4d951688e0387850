#include "core/worker/ioworker.h"

#include "core/hub/hubbus.h"

#include "tests/support/waituntil.h"

#include <QTest>

#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <memory>

using namespace signalbox;

namespace {

struct NoBus final : public HubBus
{
    std::size_t threadCount() const override { return 1; }
    void post(std::size_t, HubMessage &&) override {}
    bool hasQueued(std::size_t) const override { return false; }
};

//! One worker of a pool of two. The other one exists only in the latch.
struct Fixture
{
    Fixture()
        : shared(LimitSettings{})
        , ending(2)
    {
        shared.counters.provide(8);
        Result<std::unique_ptr<IoWorker>> made = IoWorker::create(
            WorkerContext{7, bus, loadBalancer, [](std::size_t, const auto &) {}, [](const auto &) {}},
            std::make_shared<const Config>(), nullptr, shared, WorkerReports{}, ending);
        worker = std::move(*made);
    }
    ~Fixture()
    {
        if (worker) {
            worker->end();
            ending.count_down();
        }
    }

    NoBus bus;
    LoadBalancer loadBalancer{8};
    SharedState shared;
    std::latch ending;
    std::unique_ptr<IoWorker> worker;
};

} // namespace

class TestIoWorker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsTasksInOrderOnItsOwnThread()
    {
        Fixture fixture;
        std::array<char, 16> name{};
        bool isSignalBlocked = false;
        std::vector<int> order;
        std::atomic<bool> done{false};
        fixture.worker->post([&](WorkerCore &) {
            ::pthread_getname_np(::pthread_self(), name.data(), name.size());
            sigset_t blocked;
            ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
            isSignalBlocked = sigismember(&blocked, SIGTERM) == 1;
        });
        for (int i = 0; i < 100; ++i)
            fixture.worker->post([&, i](WorkerCore &) { order.push_back(i); });
        fixture.worker->post([&](WorkerCore &) { done = true; });
        QVERIFY(waitUntil([&] { return done.load(); }));
        QCOMPARE(QByteArray(name.data()), "signalbox io7");
        QVERIFY(isSignalBlocked); // they are handled on the main thread
        QCOMPARE(order.size(), 100u);
        QVERIFY(std::ranges::is_sorted(order));
    }
    void acceptsTasksUntilAllWorkersHaveEnded()
    {
        Fixture fixture;
        std::atomic<bool> ranBefore{false};
        const auto payload = std::make_shared<int>(0);
        fixture.worker->post([&](WorkerCore &) { ranBefore = true; });
        fixture.worker->end();
        QVERIFY(waitUntil([&] { return ranBefore.load(); }));
        // The other worker has not ended yet and may post; the tasks may be dropped.
        for (int i = 0; i < 1000; ++i)
            fixture.worker->post([payload](WorkerCore &) { ++*payload; });
        fixture.ending.count_down();
        fixture.worker.reset();
        QCOMPARE(payload.use_count(), 1); // done or dropped, not kept
    }
};

QTEST_GUILESS_MAIN(TestIoWorker)
#include "tst_ioworker.moc"
