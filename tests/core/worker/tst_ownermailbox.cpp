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
        OwnerMailbox mailbox;
        QList<int> order;
        const auto owner = std::this_thread::get_id();
        bool wasOwner = true;
        std::thread poster([&] {
            for (int i = 0; i < 1000; ++i) {
                mailbox.post([&, i] {
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
    void keepsTheOrderInANestedLoop()
    {
        OwnerMailbox mailbox;
        QList<int> order;
        mailbox.post([&] {
            order << 1;
            QEventLoop dialog;
            mailbox.post([&] {
                order << 3;
                dialog.quit();
            });
            dialog.exec();
            order << 4;
        });
        mailbox.post([&] { order << 2; });
        QVERIFY(waitUntil([&] { return order.size() == 4; }));
        QCOMPARE(order, (QList<int>{1, 2, 3, 4}));
    }
    void dropsReportsOfAFormerRun()
    {
        OwnerMailbox mailbox;
        QList<int> order;
        const quint64 run = mailbox.runNumber();
        mailbox.postReport([&] {
            order << 1;
            mailbox.endRun(); // reports that were posted before are late now
        });
        mailbox.postReport([&] { order << 2; });
        mailbox.post([&] { order << 3; }); // not a report
        QVERIFY(waitUntil([&] { return order.size() == 2; }));
        QVERIFY(mailbox.runNumber() > run);
        mailbox.postReport([&] { order << 4; });
        QVERIFY(waitUntil([&] { return order.size() == 3; }));
        QCOMPARE(order, (QList<int>{1, 3, 4}));
    }
    void canBeDestroyedByATask()
    {
        auto mailbox = std::make_unique<OwnerMailbox>();
        bool late = false;
        mailbox->post([&] { mailbox.reset(); });
        mailbox->post([&] { late = true; });
        QVERIFY(waitUntil([&] { return !mailbox; }));
        QVERIFY(!late);
    }
};

QTEST_GUILESS_MAIN(TestOwnerMailbox)
#include "tst_ownermailbox.moc"
