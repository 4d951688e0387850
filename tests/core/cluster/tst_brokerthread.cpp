#include "core/cluster/brokerthread.h"

#include <QObject>
#include <QTest>
#include <QThread>

#include <vector>

using namespace signalbox;

class TestBrokerThread : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsTasksInOrder()
    {
        std::vector<int> order;
        Result<std::unique_ptr<BrokerThread>> thread = BrokerThread::create();
        QVERIFY(thread);
        for (int i = 0; i < 100; ++i)
            (*thread)->post([&order, i] { order.push_back(i); });
        QThread *ran = nullptr;
        (*thread)->run([&] {
            order.push_back(100);
            ran = QThread::currentThread();
        });
        QCOMPARE(order.size(), 101);
        QVERIFY(std::ranges::is_sorted(order));
        QVERIFY(ran && ran != QThread::currentThread());
    }
    void endsBehindWhatWasPosted()
    {
        bool hasRun = false;
        bool isDeleted = false;
        {
            Result<std::unique_ptr<BrokerThread>> thread = BrokerThread::create();
            QVERIFY(thread);
            (*thread)->post([&] {
                hasRun = true;
                auto *object = new QObject;
                QObject::connect(object, &QObject::destroyed, object, [&] { isDeleted = true; });
                object->deleteLater();
            });
        }
        QVERIFY(hasRun);
        QVERIFY(isDeleted);
    }
};

QTEST_GUILESS_MAIN(TestBrokerThread)
#include "tst_brokerthread.moc"
