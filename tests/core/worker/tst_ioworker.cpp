#include "core/worker/ioworker.h"

#include "core/hub/hubbus.h"

#include "tests/support/waituntil.h"

#include <QTest>

#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <optional>

using namespace signalbox;

namespace {

struct NoBus final : public HubBus
{
    std::size_t threadCount() const override { return 1; }
    void post(std::size_t, std::function<void(Hub &)>) override {}
};

//! One worker that thinks it has a companion.
struct Workplace
{
    Workplace()
        : shared(LimitSettings{})
        , ending(2)
    {
        shared.counters.provide(8);
        worker.emplace(WorkerContext{7, bus, loadBalancer, [](std::size_t, const auto &) {}},
                       std::make_shared<const Config>(), nullptr, shared, WorkerReports{}, ending);
    }
    ~Workplace()
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
    std::optional<IoWorker> worker;
};

} // namespace

class TestIoWorker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void worksOnAThreadOfItsOwnInOrder()
    {
        Workplace place;
        std::array<char, 16> name{};
        bool isSignalBlocked = false;
        std::vector<int> order;
        std::atomic<bool> done{false};
        place.worker->post([&](WorkerCore &) {
            ::pthread_getname_np(::pthread_self(), name.data(), name.size());
            sigset_t blocked;
            ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
            isSignalBlocked = sigismember(&blocked, SIGTERM) == 1;
        });
        for (int i = 0; i < 100; ++i)
            place.worker->post([&, i](WorkerCore &) { order.push_back(i); });
        place.worker->post([&](WorkerCore &) { done = true; });
        QVERIFY(waitUntil([&] { return done.load(); }));
        QCOMPARE(QByteArray(name.data()), "signalbox io7");
        QVERIFY(isSignalBlocked); // they are the main thread's
        QCOMPARE(order.size(), 100u);
        QVERIFY(std::ranges::is_sorted(order));
    }
    void mayBePostedToUntilAllHaveEnded()
    {
        Workplace place;
        std::atomic<bool> ranBefore{false};
        const auto carried = std::make_shared<int>(0);
        place.worker->post([&](WorkerCore &) { ranBefore = true; });
        place.worker->end();
        QVERIFY(waitUntil([&] { return ranBefore.load(); }));
        // Its companion has not ended yet, and may have something to say: nobody may be there to do it.
        for (int i = 0; i < 1000; ++i)
            place.worker->post([carried](WorkerCore &) { ++*carried; });
        place.ending.count_down();
        place.worker.reset();
        QCOMPARE(carried.use_count(), 1); // done or dropped, not kept
    }
};

QTEST_GUILESS_MAIN(TestIoWorker)
#include "tst_ioworker.moc"
