#include "core/observe/deliveryqueue.h"

#include <QCoreApplication>
#include <QTest>

#include <memory>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

//! Runs one turn of the event loop.
void runTurn()
{
    QCoreApplication::processEvents();
}

} // namespace

class TestDeliveryQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsNothingAtOnce()
    {
        DeliveryQueue queue;
        int runs = 0;
        queue.add(this, [&runs] { ++runs; });
        QCOMPARE(runs, 0);
        runTurn();
        QCOMPARE(runs, 1);
        runTurn();
        QCOMPARE(runs, 1);
    }
    void endsATurnBehindTheDeliveryThatUsesUpTheBudget()
    {
        DeliveryQueue queue(0ms);
        QString order;
        for (const QChar name : {u'a', u'b', u'c'})
            queue.add(this, [&order, name] { order += name; });
        runTurn();
        QCOMPARE(order, QStringLiteral("a"));
        runTurn();
        QCOMPARE(order, QStringLiteral("ab"));
        runTurn();
        QCOMPARE(order, QStringLiteral("abc"));
    }
    void runsSeveralWithinTheBudget()
    {
        DeliveryQueue queue(1h);
        int runs = 0;
        for (int i = 0; i < 3; ++i)
            queue.add(this, [&runs] { ++runs; });
        runTurn();
        QCOMPARE(runs, 3);
    }
    void whatADeliveryAddsComesBehindTheOthers()
    {
        DeliveryQueue queue(1h);
        QString order;
        queue.add(this, [&] {
            order += u'a';
            queue.add(this, [&order] { order += u'c'; });
        });
        queue.add(this, [&order] { order += u'b'; });
        QTRY_COMPARE(order, QStringLiteral("abc"));
    }
    void skipsReceiversThatWereDestroyed()
    {
        DeliveryQueue queue(1h);
        auto receiver = std::make_unique<QObject>();
        int runs = 0;
        queue.add(receiver.get(), [&runs] { runs += 10; });
        queue.add(this, [&runs] { ++runs; });
        receiver.reset();
        QTRY_COMPARE(runs, 1);
    }
    void goesOnInAnEventLoopOfADelivery()
    {
        DeliveryQueue queue(1h);
        QString order;
        queue.add(this, [&order] {
            QTRY_COMPARE(order, QStringLiteral("b")); // as a dialog would wait
            order += u'a';
        });
        queue.add(this, [&order] { order += u'b'; });
        runTurn();
        QCOMPARE(order, QStringLiteral("ba"));
    }
    void mayBeDestroyedByADelivery()
    {
        auto queue = std::make_unique<DeliveryQueue>(1h);
        int runs = 0;
        queue->add(this, [&] {
            ++runs;
            queue.reset();
        });
        queue->add(this, [&runs] { ++runs; });
        runTurn();
        runTurn();
        QCOMPARE(runs, 1);
    }
};

QTEST_GUILESS_MAIN(TestDeliveryQueue)
#include "tst_deliveryqueue.moc"
