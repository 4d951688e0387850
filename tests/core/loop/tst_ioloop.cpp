#include "core/loop/ioloop.h"

#include "tests/core/loop/pair.h"
#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>
#include <QThread>

#include <sys/epoll.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

struct Handler final : public IoHandler
{
    void handleIo(quint32 events) override
    {
        ++calls;
        last = events;
        const auto run = action; // which may set another
        if (run)
            run();
    }
    int calls = 0;
    quint32 last = 0;
    std::function<void()> action;
};

struct Entry final : public Flushable
{
    void flush() override
    {
        ++flushes;
        if (action)
            action();
    }
    int flushes = 0;
    std::function<void()> action;
};

void spin(Nanoseconds duration)
{
    const TimePoint until = Clock::now() + duration;
    while (Clock::now() < until) {
    }
}

//! Descriptors that are ready all the time, and whose handlers take long.
class BusyDescriptors
{
public:
    BusyDescriptors(IoLoop &loop, int count, quint32 events, Nanoseconds each)
        : m_loop(loop)
    {
        for (int i = 0; i < count; ++i) {
            m_pairs.push_back(std::make_unique<Pair>());
            m_handlers.push_back(std::make_unique<Handler>());
            m_handlers.back()->action = [this, each] {
                ++calls;
                spin(each);
            };
            m_tokens.push_back(loop.add(m_pairs.back()->ours.get(), events, m_handlers.back().get()));
            m_pairs.back()->send("x"); // which is never read, and there is always room to write
        }
    }
    ~BusyDescriptors()
    {
        for (std::size_t i = 0; i < m_pairs.size(); ++i)
            m_loop.remove(m_tokens[i], m_pairs[i]->ours.get());
    }
    Q_DISABLE_COPY_MOVE(BusyDescriptors)

    //! Since serveAgain().
    bool areAllServed() const
    {
        return std::ranges::all_of(m_handlers, [](const auto &handler) { return handler->calls > 0; });
    }
    void serveAgain()
    {
        for (const auto &handler : m_handlers)
            handler->calls = 0;
    }

    int calls = 0; //!< of all handlers

private:
    IoLoop &m_loop;
    std::vector<std::unique_ptr<Pair>> m_pairs;
    std::vector<std::unique_ptr<Handler>> m_handlers;
    std::vector<IoLoop::Token> m_tokens;
};

struct Timer
{
    Timer()
        : timer(WheelTimer::of<&Timer::fire>(this))
    {
    }
    void fire() { fired = true; }
    bool fired = false;
    WheelTimer timer;
};

} // namespace

class TestIoLoop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reportsLevelTriggered()
    {
        IoLoop &loop = ioLoop();
        Pair pair;
        Handler handler;
        const auto token = loop.add(pair.ours.get(), EPOLLIN, &handler);
        QVERIFY(token != 0);
        pair.send("x");
        QVERIFY(waitUntil([&] { return handler.calls >= 3; })); // unread: reported again in each turn
        loop.setEvents(token, pair.ours.get(), 0);
        const int calls = handler.calls;
        bool passed = false;
        loop.post([&] { passed = true; });
        QVERIFY(waitUntil([&] { return passed; }));
        QCOMPARE(handler.calls, calls); // paused
        loop.setEvents(token, pair.ours.get(), EPOLLIN);
        QVERIFY(waitUntil([&] { return handler.calls > calls; }));
        loop.remove(token, pair.ours.get());
    }
    void aRemovedHandlerIsNotCalledForAnEventOfTheSameTurn()
    {
        IoLoop &loop = ioLoop();
        Pair first;
        Pair second;
        Handler one;
        Handler two;
        IoLoop::Token tokens[2] = {};
        // The first that is called removes both.
        const auto removeBoth = [&] {
            loop.remove(tokens[0], first.ours.get());
            loop.remove(tokens[1], second.ours.get());
        };
        one.action = two.action = removeBoth;
        tokens[0] = loop.add(first.ours.get(), EPOLLIN, &one);
        tokens[1] = loop.add(second.ours.get(), EPOLLIN, &two);
        first.send("x");
        second.send("x");
        QVERIFY(waitUntil([&] { return one.calls + two.calls == 1; }));
        bool passed = false;
        loop.post([&] { passed = true; });
        QVERIFY(waitUntil([&] { return passed; }));
        QCOMPARE(one.calls + two.calls, 1);
    }
    void callsInTheNextTurnWithoutAnEvent()
    {
        IoLoop &loop = ioLoop();
        Pair pair;
        Handler handler;
        const auto token = loop.add(pair.ours.get(), 0, &handler);
        handler.action = [&] {
            if (handler.calls < 3) // once a turn, and the loop does not wait
                loop.callNextTurn(token);
        };
        loop.callNextTurn(token);
        QCOMPARE(handler.calls, 0);
        QVERIFY(waitUntil([&] { return handler.calls == 3; }));
        QCOMPARE(handler.last, 0u);

        loop.callNextTurn(token);
        loop.remove(token, pair.ours.get()); // and is not called
        bool passed = false;
        loop.post([&] { passed = true; });
        QVERIFY(waitUntil([&] { return passed; }));
        QCOMPARE(handler.calls, 3);
    }
    void aReusedSlotDoesNotInheritEvents()
    {
        IoLoop &loop = ioLoop();
        Pair first;
        Pair second;
        Pair third;
        Handler late;
        Handler one;
        Handler two;
        IoLoop::Token tokens[3] = {};
        const auto swap = [&](Pair &pair, int index) {
            loop.remove(tokens[index], pair.ours.get());
            tokens[2] = loop.add(third.ours.get(), EPOLLIN, &late);
        };
        one.action = [&] {
            swap(second, 1);
            one.action = {};
            two.action = {};
            loop.remove(tokens[0], first.ours.get());
        };
        two.action = [&] {
            swap(first, 0);
            one.action = {};
            two.action = {};
            loop.remove(tokens[1], second.ours.get());
        };
        tokens[0] = loop.add(first.ours.get(), EPOLLIN, &one);
        tokens[1] = loop.add(second.ours.get(), EPOLLIN, &two);
        first.send("x");
        second.send("x");
        QVERIFY(waitUntil([&] { return one.calls + two.calls == 1; }));
        bool passed = false;
        loop.post([&] { passed = true; });
        QVERIFY(waitUntil([&] { return passed; }));
        QCOMPARE(late.calls, 0);
        third.send("x");
        QVERIFY(waitUntil([&] { return late.calls > 0; }));
        loop.remove(tokens[2], third.ours.get());
    }
    void flushesOnceATurnAndSkipsDestroyedEntries()
    {
        IoLoop &loop = ioLoop();
        Entry first;
        auto vanishing = std::make_unique<Entry>();
        Entry added;
        first.action = [&] {
            vanishing.reset();
            loop.scheduleFlush(&added);
        };
        loop.post([&] {
            loop.scheduleFlush(&first);
            loop.scheduleFlush(&first);
            loop.scheduleFlush(vanishing.get());
        });
        QVERIFY(waitUntil([&] { return added.flushes == 1; }));
        QCOMPARE(first.flushes, 1);
        QVERIFY(!vanishing);
    }
    void flushesWhatQtEventsScheduled()
    {
        IoLoop &loop = ioLoop();
        Entry entry;
        QMetaObject::invokeMethod(
            qApp, [&] { loop.scheduleFlush(&entry); }, Qt::QueuedConnection);
        QVERIFY(waitUntil([&] { return entry.flushes == 1; }));
    }
    void firesTimersArmedFromAnywhere()
    {
        IoLoop &loop = ioLoop();
        Timer timer;
        loop.wheel().arm(timer.timer, loop.now() + 30ms);
        const TimePoint before = Clock::now();
        QVERIFY(waitUntil([&] { return timer.fired; }));
        QVERIFY(Clock::now() - before >= 10ms);
        Timer sooner;
        Timer later;
        loop.wheel().arm(later.timer, loop.now() + 10min);
        QMetaObject::invokeMethod(
            qApp, [&] { loop.wheel().arm(sooner.timer, loop.now() + 20ms); }, Qt::QueuedConnection);
        QVERIFY(waitUntil([&] { return sooner.fired; }));
        QVERIFY(!later.fired);
    }
    void measuresHowLateTimersAre()
    {
        static constexpr std::array<Nanoseconds, 1> Bounds{50ms};
        Histogram lag(Bounds);
        IoLoop loop; // of its own, because it keeps the histogram
        loop.measureLag(&lag);
        Timer timer;
        loop.wheel().arm(timer.timer, loop.now() + 20ms);
        loop.settle();
        loop.post([] { // keeps the thread busy until after it is due
            const TimePoint end = Clock::now() + 100ms;
            while (Clock::now() < end) {
            }
        });
        while (!timer.fired)
            loop.turn(IoLoop::Wait::Yes);
        const HistogramReading reading = lag.reading();
        QCOMPARE(reading.counts, (std::vector<quint64>{0, 1}));
        QVERIFY(reading.sum >= 50ms && reading.sum < 10s);
        // It arms a timer of its own for the next measurement.
        loop.turn(IoLoop::Wait::Yes);
        QCOMPARE(lag.reading().count(), quint64(2));
    }
    void runsPostsOfManyThreadsInOrder()
    {
        IoLoop &loop = ioLoop();
        constexpr int Threads = 4;
        constexpr int Posts = 5000;
        std::vector<int> last(Threads, -1);
        int total = 0;
        bool ordered = true;
        std::vector<std::thread> threads;
        for (int t = 0; t < Threads; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < Posts; ++i) {
                    loop.post([&, t, i] {
                        ordered = ordered && last[std::size_t(t)] == i - 1;
                        last[std::size_t(t)] = i;
                        ++total;
                    });
                }
            });
        }
        QVERIFY(waitUntil([&] { return total == Threads * Posts; }));
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(ordered);
    }
    void manyReadyDescriptorsAreAllHandled()
    {
        IoLoop &loop = ioLoop();
        std::vector<std::unique_ptr<Pair>> pairs;
        std::vector<std::unique_ptr<Handler>> handlers;
        std::vector<IoLoop::Token> tokens;
        for (int i = 0; i < IoLoop::MaxEvents + 100; ++i) {
            pairs.push_back(std::make_unique<Pair>());
            handlers.push_back(std::make_unique<Handler>());
            tokens.push_back(loop.add(pairs.back()->ours.get(), EPOLLIN, handlers.back().get()));
            pairs.back()->send("x"); // which is never read
        }
        bool posted = false;
        loop.post([&] { posted = true; });
        QVERIFY(waitUntil([&] {
            return std::all_of(handlers.begin(), handlers.end(),
                               [](const auto &handler) { return handler->calls > 0; });
        }));
        QVERIFY(waitUntil([&] { return posted; }));
        for (std::size_t i = 0; i < pairs.size(); ++i)
            loop.remove(tokens[i], pairs[i]->ours.get());
    }
    void busyDescriptorsDoNotDelayAQuietOne_data()
    {
        QTest::addColumn<quint32>("events");
        QTest::newRow("readers") << quint32(EPOLLIN);
        QTest::newRow("writers") << quint32(EPOLLOUT);
        QTest::newRow("both") << quint32(EPOLLIN | EPOLLOUT);
    }
    void busyDescriptorsDoNotDelayAQuietOne()
    {
        QFETCH(const quint32, events);
        IoLoop loop;
        BusyDescriptors busy(loop, 60, events, 1500us);
        TimePoint begun = Clock::now();
        // Twice, because the latest two calls tell which descriptors are busy.
        for (int round = 0; round < 2; ++round) {
            busy.serveAgain();
            for (int turns = 0; turns < 1000 && !busy.areAllServed(); ++turns)
                loop.turn(IoLoop::Wait::No);
        }
        Pair pair;
        Handler quiet;
        const IoLoop::Token token = loop.add(pair.ours.get(), EPOLLIN, &quiet);
        pair.send("x");
        busy.serveAgain();
        int turns = 0;
        for (; turns < 1000 && !busy.areAllServed(); ++turns) {
            busy.calls = 0;
            const TimePoint before = std::exchange(begun, Clock::now());
            loop.turn(IoLoop::Wait::No);
            // What was used is forgotten when another process takes the processor for long.
            if (begun - before < 2 * IoLoop::ShareWindow)
                QVERIFY2(busy.calls >= 1 && busy.calls <= 4, qPrintable(QString::number(busy.calls)));
        }
        // Not in each turn: the clock counts the time in which the system runs others, too.
        QVERIFY2(quiet.calls >= turns * 9 / 10,
                 qPrintable(QStringLiteral("%1 of %2").arg(quiet.calls).arg(turns)));
        QVERIFY(busy.areAllServed()); // nobody starves
        loop.remove(token, pair.ours.get());
    }
    // A client that has sent now and then for long has used more time than many that have just come.
    void newBusyDescriptorsDoNotDelayAKnownOne()
    {
        IoLoop loop;
        Pair pair;
        Handler known;
        known.action = [] { spin(30us); };
        const IoLoop::Token token = loop.add(pair.ours.get(), EPOLLIN, &known);
        pair.send("x"); // which is never read
        for (int i = 0; i < 130; ++i)
            loop.turn(IoLoop::Wait::No);
        constexpr int BusyCount = 80;
        BusyDescriptors busy(loop, BusyCount, EPOLLIN, 1ms);
        known.calls = 0;
        int turns = 0;
        for (; busy.calls < 3 * BusyCount; ++turns)
            loop.turn(IoLoop::Wait::No);
        QVERIFY2(known.calls >= turns * 9 / 10,
                 qPrintable(QStringLiteral("%1 of %2").arg(known.calls).arg(turns)));
        loop.remove(token, pair.ours.get());
    }
    void doesNotDeferAHangUp()
    {
        IoLoop loop;
        Pair pair;
        Handler handler;
        handler.action = [] { spin(120ms); };
        const IoLoop::Token token = loop.add(pair.ours.get(), EPOLLIN, &handler);
        pair.send("x");
        loop.turn(IoLoop::Wait::No);
        handler.action = {};
        loop.setEvents(token, pair.ours.get(), EPOLLRDHUP | EPOLLET);
        pair.theirs.reset();
        Pair other; // another busy one, which takes the whole turn
        Handler otherHandler;
        otherHandler.action = [] { spin(20ms); };
        const IoLoop::Token otherToken = loop.add(other.ours.get(), EPOLLIN, &otherHandler);
        other.send("x");
        loop.turn(IoLoop::Wait::No);
        QCOMPARE(handler.calls, 2);
        QVERIFY((handler.last & EPOLLRDHUP) != 0);
        loop.remove(token, pair.ours.get());
        loop.remove(otherToken, other.ours.get());
    }
    void longFlushesEndATurn()
    {
        IoLoop loop;
        int flushes = 0;
        std::vector<std::unique_ptr<Entry>> entries;
        for (int i = 0; i < 10; ++i) {
            entries.push_back(std::make_unique<Entry>());
            entries.back()->action = [&] {
                ++flushes;
                spin(3ms); // large messages
            };
            loop.scheduleFlush(entries.back().get());
        }
        loop.settle();
        QVERIFY2(flushes <= 2, qPrintable(QString::number(flushes)));
        while (flushes < 10)
            QVERIFY(loop.turn(IoLoop::Wait::No) || flushes == 10);
    }
    void aLongFlushListIsCutIntoTurns()
    {
        IoLoop loop;
        std::vector<int> order;
        std::vector<std::unique_ptr<Entry>> entries;
        constexpr int Count = 400;
        for (int i = 0; i < Count; ++i) {
            entries.push_back(std::make_unique<Entry>());
            entries.back()->action = [&order, i] {
                order.push_back(i);
                spin(50us);
            };
            loop.scheduleFlush(entries.back().get());
        }
        loop.settle();
        QVERIFY(order.size() >= 2 && order.size() < 100);
        entries[200].reset();                   // while it waits
        loop.scheduleFlush(entries[300].get()); // is scheduled already
        loop.scheduleFlush(entries[0].get());   // was flushed, and is scheduled again
        int turns = 0;
        while (loop.turn(IoLoop::Wait::Yes)) { // never waits while flushes are left
            const std::size_t before = order.size();
            QVERIFY(++turns < Count);
            if (order.size() == std::size_t(Count)) // all but the destroyed one, and one twice
                break;
            QVERIFY(order.size() >= before);
        }
        std::vector<int> expected;
        for (int i = 0; i < Count; ++i) {
            if (i != 200)
                expected.push_back(i);
        }
        expected.push_back(0);
        QCOMPARE(order, expected);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestIoLoop)
#include "tst_ioloop.moc"
