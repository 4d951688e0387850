#include "core/worker/ownermailbox.h"

#include "tests/support/waituntil.h"

#include <QEventLoop>
#include <QTest>

#include <memory>
#include <thread>

using namespace signalbox;

class TestOwnerMailbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsInOrderOnTheOwnersThread()
    {
        OwnerMailbox box;
        QList<int> order;
        const auto owner = std::this_thread::get_id();
        bool wasOwner = true;
        std::thread poster([&] {
            for (int i = 0; i < 1000; ++i) {
                box.post([&, i] {
                    order << i;
                    wasOwner = wasOwner && std::this_thread::get_id() == owner;
                });
            }
        });
        QVERIFY(waitUntil([&] { return order.size() == 1000; }));
        poster.join();
        QVERIFY(wasOwner);
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(order[i], i);
    }
    void keepsTheOrderThroughALoopWithinATask()
    {
        OwnerMailbox box;
        QList<int> order;
        box.post([&] {
            order << 1;
            QEventLoop dialog;
            box.post([&] {
                order << 3;
                dialog.quit();
            });
            dialog.exec();
            order << 4;
        });
        box.post([&] { order << 2; });
        QVERIFY(waitUntil([&] { return order.size() == 4; }));
        QCOMPARE(order, (QList<int>{1, 2, 3, 4}));
    }
    void mayGoWithinATask()
    {
        auto box = std::make_unique<OwnerMailbox>();
        bool late = false;
        box->post([&] { box.reset(); });
        box->post([&] { late = true; });
        QVERIFY(waitUntil([&] { return !box; }));
        QVERIFY(!late);
    }
};

QTEST_GUILESS_MAIN(TestOwnerMailbox)
#include "tst_ownermailbox.moc"
