#include "core/loop/iodispatcher.h"

#include "tests/core/loop/pair.h"
#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QPointer>
#include <QSignalSpy>
#include <QSocketNotifier>
#include <QTest>
#include <QTimer>

#include <sys/epoll.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

IoDispatcher &dispatcher()
{
    return *qobject_cast<IoDispatcher *>(QAbstractEventDispatcher::instance());
}

struct Handler final : public IoHandler
{
    void handleIo(quint32) override { ++calls; }
    int calls = 0;
};

struct Entry final : public Flushable
{
    void flush() override { ++flushes; }
    int flushes = 0;
};

void invoke(QObject *object, std::function<void()> call)
{
    QMetaObject::invokeMethod(object, std::move(call), Qt::QueuedConnection);
}

} // namespace

//! Answers other threads on its own. What they ask lies here and Qt only carries the call: it is not built
//! with ThreadSanitizer, which sees no order in what goes through its queues.
class Desk final : public QObject
{
    Q_OBJECT
public:
    //! Ends \a events with answer \a last.
    Desk(QEventLoop &events, int last)
        : m_events(events)
        , m_last(last)
    {
    }

    //! Any other thread; comes back with the answer.
    void ask()
    {
        bool isAnswered = false;
        {
            const std::lock_guard lock(m_mutex);
            m_asked.push_back(&isAnswered);
        }
        QMetaObject::invokeMethod(this, "answer", Qt::QueuedConnection);
        std::unique_lock lock(m_mutex);
        m_answered.wait(lock, [&] { return isAnswered; });
    }
    int answers() const { return m_answers; }

    Q_INVOKABLE void answer()
    {
        if (++m_answers == m_last)
            m_events.quit();
        const std::lock_guard lock(m_mutex);
        *m_asked.front() = true;
        m_asked.pop_front();
        m_answered.notify_all();
    }

private:
    QEventLoop &m_events;
    const int m_last;
    int m_answers = 0;
    std::mutex m_mutex;
    std::condition_variable m_answered;
    std::deque<bool *> m_asked;
};

class TestIoDispatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void servesQtAndTheLoopInOneThread()
    {
        onIoThread([](IoLoop &loop) {
            Pair pair;
            Handler handler;
            Entry entry;
            const IoLoop::Token token = loop.add(pair.ours.get(), EPOLLIN, &handler);
            bool wasPosted = false;
            loop.post([&] { wasPosted = true; });
            QObject object;
            invoke(&object, [&] {
                loop.scheduleFlush(&entry); // before the thread sleeps
                pair.send("x");
            });
            QVERIFY(waitUntil([&] { return handler.calls > 0 && wasPosted && entry.flushes == 1; }));
            loop.remove(token, pair.ours.get());
        });
    }
    void everyPostIsHandledAtOnce()
    {
        onIoThread([](IoLoop &) {
            constexpr int Threads = 4;
            constexpr int Posts = 2000;
            QEventLoop events; // without a timer that would wake it anyway
            Desk requestHandler(events, Threads * Posts);
            std::vector<std::thread> threads;
            // Each waits for the answer before it posts again: every post meets a thread about to sleep.
            for (int t = 0; t < Threads; ++t) {
                threads.emplace_back([&] {
                    for (int i = 0; i < Posts; ++i)
                        requestHandler.ask();
                });
            }
            events.exec();
            for (std::thread &thread : threads)
                thread.join();
            QCOMPARE(requestHandler.answers(), Threads * Posts);
        });
    }
    void handlesPostsOfItsOwnThread()
    {
        onIoThread([](IoLoop &loop) {
            QEventLoop events;
            QObject object;
            int hops = 0;
            std::function<void()> hop = [&] {
                if (++hops == 1000)
                    events.quit();
                else
                    invoke(&object, hop);
            };
            loop.post(hop); // from the loop's part of a turn, then from Qt's
            events.exec();
            QCOMPARE(hops, 1000);
        });
    }
    void endsALoopFromItsOwnThread()
    {
        onIoThread([](IoLoop &) {
            QEventLoop events;
            QObject object;
            invoke(&object, [&] { events.exit(3); });
            QCOMPARE(events.exec(), 3);
        });
    }
    void interruptsAWaitThatHasBegun()
    {
        onIoThread([](IoLoop &) {
            QEventLoop events;
            std::atomic<bool> isAsleep = false;
            QObject::connect(&dispatcher(), &QAbstractEventDispatcher::aboutToBlock, &events, [&] {
                isAsleep = true;
                isAsleep.notify_one();
            });
            std::thread other([&] {
                isAsleep.wait(false);
                events.exit(5);
            });
            QCOMPARE(events.exec(), 5);
            other.join();
        });
    }
    void anInterruptBeforeTheWaitIsNotLost()
    {
        onIoThread([](IoLoop &) {
            QObject object;
            invoke(&object, [] {}); // the thread is awake: no further wake-up is written
            std::thread([](IoDispatcher *ours) { ours->interrupt(); }, &dispatcher()).join();
            QVERIFY(dispatcher().processEvents(QEventLoop::WaitForMoreEvents));
        });
    }
    void reportsAllReadyDescriptorsInOneTurn()
    {
        onIoThread([](IoLoop &) {
            Pair pair;
            pair.send("x"); // never read
            QSocketNotifier reading(pair.ours.get(), QSocketNotifier::Read);
            QSocketNotifier writing(pair.ours.get(), QSocketNotifier::Write);
            QSignalSpy reads(&reading, &QSocketNotifier::activated);
            QSignalSpy writes(&writing, &QSocketNotifier::activated);
            dispatcher().processEvents(QEventLoop::AllEvents);
            QCOMPARE(reads.size(), 1);
            QCOMPARE(writes.size(), 1);
        });
    }
    void returnsWhetherThereWereEvents()
    {
        onIoThread([](IoLoop &) {
            while (dispatcher().processEvents(QEventLoop::AllEvents)) {
            }
            QVERIFY(!dispatcher().processEvents(QEventLoop::AllEvents));
            QObject object;
            int calls = 0;
            invoke(&object, [&] { ++calls; });
            QVERIFY(dispatcher().processEvents(QEventLoop::AllEvents));
            QCOMPARE(calls, 1);
            QVERIFY(!dispatcher().processEvents(QEventLoop::AllEvents));
        });
    }
    void canExcludeSocketNotifiers()
    {
        onIoThread([](IoLoop &loop) {
            Pair pair;
            Handler handler;
            const IoLoop::Token token = loop.add(pair.ours.get(), EPOLLIN, &handler);
            pair.send("x");
            dispatcher().processEvents(QEventLoop::ExcludeSocketNotifiers);
            QCOMPARE(handler.calls, 0);
            dispatcher().processEvents(QEventLoop::AllEvents);
            QCOMPARE(handler.calls, 1);
            loop.remove(token, pair.ours.get());
        });
    }
    void deletesLater()
    {
        onIoThread([](IoLoop &) {
            QPointer<QObject> object = new QObject;
            QEventLoop events;
            object->deleteLater();
            QObject::connect(object, &QObject::destroyed, &events, &QEventLoop::quit);
            events.exec();
            QVERIFY(!object);
        });
    }
    void timersRepeatUntilStopped()
    {
        onIoThread([](IoLoop &) {
            QTimer timer;
            int fired = 0;
            QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
                if (++fired == 3)
                    timer.stop();
            });
            timer.start(20ms);
            QCOMPARE(dispatcher().registeredTimers(&timer).size(), 1);
            QCOMPARE(dispatcher().registeredTimers(&timer).front().interval, 20);
            QVERIFY(timer.remainingTime() > 0 && timer.remainingTime() <= 20);
            const TimePoint before = Clock::now();
            QVERIFY(waitUntil([&] { return fired == 3; }));
            QVERIFY(Clock::now() - before >= 40ms); // never early
            QVERIFY(dispatcher().registeredTimers(&timer).isEmpty());
            QCOMPARE(dispatcher().remainingTime(timer.timerId()), -1);
            bool later = false;
            QTimer::singleShot(50ms, &timer, [&] { later = true; });
            QVERIFY(waitUntil([&] { return later; }));
            QCOMPARE(fired, 3);
        });
    }
    void aTimerMayDeleteItsObject()
    {
        onIoThread([](IoLoop &) {
            QPointer<QTimer> timer = new QTimer;
            QObject::connect(timer, &QTimer::timeout, timer, [&] { delete timer.data(); });
            timer->start(0);
            QVERIFY(waitUntil([&] { return !timer; }));
        });
    }
    void noTimerOutlivesItsObject()
    {
        onIoThread([](IoLoop &) {
            int fired = 0;
            {
                QTimer gone;
                QObject::connect(&gone, &QTimer::timeout, &gone, [&] { ++fired; });
                gone.start(1ms);
            }
            bool passed = false;
            QObject object;
            QTimer::singleShot(30ms, &object, [&] { passed = true; });
            QVERIFY(waitUntil([&] { return passed; }));
            QCOMPARE(fired, 0);
        });
    }
    void distinguishesTheNotifiersOfOneDescriptor()
    {
        onIoThread([](IoLoop &) {
            Pair pair;
            QSocketNotifier reading(pair.ours.get(), QSocketNotifier::Read);
            QSocketNotifier writing(pair.ours.get(), QSocketNotifier::Write);
            int reads = 0;
            int writes = 0;
            QObject::connect(&reading, &QSocketNotifier::activated, &reading, [&] {
                ++reads;
                pair.receive();
            });
            QObject::connect(&writing, &QSocketNotifier::activated, &writing, [&] {
                ++writes;
                writing.setEnabled(false);
            });
            QVERIFY(waitUntil([&] { return writes == 1; }));
            QCOMPARE(reads, 0);
            pair.send("x");
            QVERIFY(waitUntil([&] { return reads == 1; }));
            QCOMPARE(writes, 1);
            pair.theirs.reset(); // its end is something to read, too
            bool heardTheEnd = false;
            reading.disconnect();
            QObject::connect(&reading, &QSocketNotifier::activated, &reading, [&] {
                heardTheEnd = true;
                reading.setEnabled(false);
            });
            QVERIFY(waitUntil([&] { return heardTheEnd; }));
        });
    }
    void aNotifierMayDeleteItself()
    {
        onIoThread([](IoLoop &) {
            Pair pair;
            QPointer<QSocketNotifier> reading = new QSocketNotifier(pair.ours.get(), QSocketNotifier::Read);
            QObject::connect(reading, &QSocketNotifier::activated, reading, [&] { delete reading.data(); });
            pair.send("x");
            QVERIFY(waitUntil([&] { return !reading; }));
            QSocketNotifier again(pair.ours.get(),
                                  QSocketNotifier::Read); // the descriptor is free for another
            QSignalSpy told(&again, &QSocketNotifier::activated);
            QVERIFY(waitUntil([&] { return !told.isEmpty(); }));
        });
    }
    void endsWithItsThread()
    {
        QPointer<IoDispatcher> ours;
        onIoThread([&](IoLoop &) {
            ours = &dispatcher();
            QVERIFY(ours);
        });
        QVERIFY(!ours);
    }
};

QTEST_GUILESS_MAIN(TestIoDispatcher)
#include "tst_iodispatcher.moc"
