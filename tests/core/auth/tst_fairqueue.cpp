#include "core/auth/fairqueue.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const QHostAddress One(u"192.0.2.1"_s);
const QHostAddress Two(u"192.0.2.2"_s);
const QHostAddress Three(u"192.0.2.3"_s);

using Queue = FairQueue<char>;

const auto Any = [](const auto &...) { return true; };

//! Takes all jobs.
QByteArray order(Queue &queue)
{
    QByteArray names;
    while (const auto next = queue.takeNext(Any))
        names += next->second;
    return names;
}

} // namespace

class TstFairQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addressesTakeTurns()
    {
        Queue queue({});
        for (const char name : {'a', 'b', 'c', 'd'})
            QVERIFY(queue.push(One, false, 0, name) != 0);
        QVERIFY(queue.push(Two, false, 0, 'x') != 0);
        QVERIFY(queue.push(Two, false, 0, 'y') != 0);
        QVERIFY(queue.push(Three, false, 0, '1') != 0);
        QCOMPARE(queue.size(), 7);
        QCOMPARE(order(queue), "ax1bycd");
        QVERIFY(queue.isEmpty());
        QCOMPARE(queue.size(), 0);
        QVERIFY(!queue.takeNext(Any));
    }

    void whoMayNotRunKeepsItsTurn()
    {
        Queue queue({});
        (void)queue.push(One, false, 0, 'a');
        (void)queue.push(Two, false, 0, 'x');
        (void)queue.push(Two, false, 0, 'y');
        const auto notOne = [](const QHostAddress &address, char) { return address != One; };
        const auto next = queue.takeNext(notOne);
        QCOMPARE(next->second, 'x');
        QCOMPARE(next->first, Two);
        QCOMPARE(queue.takeNext([](const auto &, char name) { return name == 'z'; }), std::nullopt);
        QCOMPARE(order(queue), "ay");
        (void)queue.push(One, false, 0, 'a');
        QVERIFY(!queue.takeNext(notOne));
        QCOMPARE(queue.size(), 1);
    }

    void boundsTheJobs()
    {
        Queue queue({.jobs = 4, .jobsOfAddress = 2});
        QVERIFY(queue.push(One, false, 0, 'a') != 0);
        QVERIFY(queue.push(One, false, 0, 'b') != 0);
        QVERIFY(queue.push(One, false, 0, 'c') == 0);
        QVERIFY(queue.push(One, true, 0, 'd') != 0);
        QVERIFY(queue.push(Two, false, 0, 'x') != 0);
        QVERIFY(queue.push(Two, false, 0, 'y') == 0); // all are full
        QVERIFY(queue.push(Two, true, 0, 'y') == 0);
        QCOMPARE(order(queue), "axbd");
        QVERIFY(queue.push(One, false, 0, 'a') != 0);
    }

    void boundsTheBytes()
    {
        Queue queue({.bytes = 100, .bytesOfAddress = 50});
        QVERIFY(queue.push(One, false, 50, 'a') != 0);
        QVERIFY(queue.push(One, false, 1, 'b') == 0);
        QVERIFY(queue.push(One, true, 1, 'c') != 0);
        QVERIFY(queue.push(Two, false, 50, 'x') == 0);
        QVERIFY(queue.push(Two, false, 51, 'x') == 0);
        QVERIFY(queue.push(Two, false, 49, 'x') != 0);
        QVERIFY(queue.push(Three, true, 1, '1') == 0);
        QCOMPARE(queue.bytes(), 100);
        QCOMPARE(order(queue), "axc");
        QCOMPARE(queue.bytes(), 0);
        QVERIFY(queue.push(One, false, 50, 'a') != 0);
    }

    void removes()
    {
        Queue queue({.jobs = 10, .jobsOfAddress = 2});
        const Queue::Ticket a = queue.push(One, false, 5, 'a');
        const Queue::Ticket b = queue.push(One, false, 5, 'b');
        const Queue::Ticket x = queue.push(Two, false, 5, 'x');
        QCOMPARE(queue.remove(a), 'a');
        QCOMPARE(queue.remove(a), std::nullopt);
        QCOMPARE(queue.remove(x), 'x');
        QCOMPARE(queue.remove(0), std::nullopt);
        QCOMPARE(queue.bytes(), 5);
        QVERIFY(queue.push(One, false, 0, 'c') != 0);
        QVERIFY(queue.push(One, false, 0, 'd') == 0);
        QCOMPARE(order(queue), "bc");
        QCOMPARE(queue.remove(b), std::nullopt);
    }

    void countsIPv6ByNetwork()
    {
        Queue queue({.jobs = 10, .jobsOfAddress = 1});
        QVERIFY(queue.push(QHostAddress(u"2001:db8::1"_s), false, 0, 'a') != 0);
        QVERIFY(queue.push(QHostAddress(u"2001:db8::2"_s), false, 0, 'b') == 0);
        QVERIFY(queue.push(QHostAddress(u"2001:db8:0:1::1"_s), false, 0, 'c') != 0);
    }
};

QTEST_APPLESS_MAIN(TstFairQueue)
#include "tst_fairqueue.moc"
