#include "core/auth/verificationpool.h"

#include <QTest>

#include <atomic>
#include <semaphore>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const QHostAddress One(u"192.0.2.1"_s);
const QHostAddress Two(u"192.0.2.2"_s);

//! Occupies the threads of a pool, from its construction until release().
class Occupied
{
public:
    explicit Occupied(VerificationPool &pool)
    {
        for (int i = 0; i < VerificationPool::Threads; ++i) {
            QVERIFY(pool.submit(QHostAddress(u"198.51.100.1"_s), true, [this] {
                m_begun.release();
                m_mayEnd.acquire();
            }) != 0);
        }
        for (int i = 0; i < VerificationPool::Threads; ++i)
            m_begun.acquire();
    }
    ~Occupied() { release(); }
    void release()
    {
        if (!std::exchange(m_isReleased, true))
            m_mayEnd.release(VerificationPool::Threads);
    }

private:
    std::counting_semaphore<> m_begun{0};
    std::counting_semaphore<> m_mayEnd{0};
    bool m_isReleased = false;
};

} // namespace

class TstVerificationPool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsWorkOnItsThreads()
    {
        VerificationPool pool;
        std::atomic<int> done = 0;
        std::atomic<int> here = 0;
        for (int i = 0; i < 50; ++i) {
            QVERIFY(pool.submit(One, false, [&, self = std::this_thread::get_id()] {
                here += int(std::this_thread::get_id() == self);
                ++done;
            }) != 0);
        }
        QTRY_COMPARE(done.load(), 50);
        QCOMPARE(here.load(), 0);
        QCOMPARE(pool.waiting(), 0);
    }

    void oneAddressCannotFillTheQueue()
    {
        VerificationPool pool({.waiting = 6, .waitingOfAddress = 4});
        std::atomic<int> done = 0;
        Occupied occupied(pool);
        const auto submit = [&](const QHostAddress &address, bool isExempt = false) {
            return pool.submit(address, isExempt, [&] { ++done; }) != 0;
        };
        for (int i = 0; i < 4; ++i)
            QVERIFY(submit(One));
        QVERIFY(!submit(One));
        QVERIFY(submit(One, true)); // exempt from the bound by address
        QVERIFY(submit(Two));
        QVERIFY(!submit(Two)); // the queue is full
        QVERIFY(!submit(One, true));
        QCOMPARE(pool.waiting(), 6);
        occupied.release();
        QTRY_COMPARE(done.load(), 6);
        QVERIFY(submit(One));
    }

    void countsIPv6ByNetwork()
    {
        VerificationPool pool({.waiting = 6, .waitingOfAddress = 1});
        Occupied occupied(pool);
        QVERIFY(pool.submit(QHostAddress(u"2001:db8::1"_s), false, [] {}) != 0);
        QVERIFY(pool.submit(QHostAddress(u"2001:db8::2"_s), false, [] {}) == 0);
        QVERIFY(pool.submit(QHostAddress(u"2001:db8:0:1::1"_s), false, [] {}) != 0);
    }

    void addressesTakeTurns()
    {
        VerificationPool pool;
        std::mutex mutex;
        QByteArray order;
        Occupied occupied(pool);
        const auto submit = [&](const QHostAddress &address, char name) {
            QVERIFY(pool.submit(address, false, [&, name] {
                const std::lock_guard lock(mutex);
                order += name;
            }) != 0);
        };
        for (int i = 0; i < 20; ++i)
            submit(One, 'a');
        submit(Two, 'b');
        occupied.release();
        QTRY_COMPARE(
            [&] {
                const std::lock_guard lock(mutex);
                return order.size();
            }(),
            21);
        QVERIFY2(order.indexOf('b') <= 3,
                 order.constData()); // two threads: the order may be off by one or two
    }

    void cancelsWhatWaits()
    {
        VerificationPool pool;
        std::atomic<int> done = 0;
        const auto token = std::make_shared<int>();
        Occupied occupied(pool);
        const auto submit = [&](const QHostAddress &address) {
            return pool.submit(address, false, [&, token] { ++done; });
        };
        const VerificationPool::Ticket first = submit(One);
        const VerificationPool::Ticket second = submit(One);
        const VerificationPool::Ticket third = submit(Two);
        QCOMPARE(token.use_count(), 4);
        pool.cancel(second);
        pool.cancel(second);
        pool.cancel(third);
        pool.cancel(0);
        QCOMPARE(token.use_count(), 2); // it is destroyed at once
        QCOMPARE(pool.waiting(), 1);
        occupied.release();
        QTRY_COMPARE(done.load(), 1);
        pool.cancel(first);
    }

    void endsWithWorkThatWaits()
    {
        std::atomic<int> done = 0;
        const auto token = std::make_shared<int>();
        {
            VerificationPool pool({.waiting = 1000, .waitingOfAddress = 1000});
            for (int i = 0; i < 1000; ++i)
                QVERIFY(pool.submit(One, false, [&, token] { ++done; }) != 0);
        }
        QVERIFY(done.load() <= 1000);
        QCOMPARE(token.use_count(), 1);
    }
};

QTEST_GUILESS_MAIN(TstVerificationPool)
#include "tst_verificationpool.moc"
