#include "core/worker/ownermailbox.h"

#include "tests/support/waituntil.h"

#include <QEventLoop>
#include <QTest>
#include <QTimer>

#include <algorithm>
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
    void letsOtherEventsIn_data()
    {
        QTest::addColumn<Milliseconds>("budget");
        QTest::addColumn<bool>("isOneATime");
        QTest::newRow("none") << Milliseconds(0) << true;
        QTest::newRow("more than enough") << Milliseconds(std::chrono::hours(1)) << false;
    }
    void letsOtherEventsIn()
    {
        QFETCH(Milliseconds, budget);
        QFETCH(bool, isOneATime);
        OwnerMailbox mailbox(budget);
        QTimer input;
        int inputs = 0;
        QObject::connect(&input, &QTimer::timeout, this, [&inputs] { ++inputs; });
        input.start(0);
        QList<int> order;
        QList<int> inputsBefore;
        for (int i = 0; i < 30; ++i) {
            mailbox.post([&, i] {
                order << i;
                inputsBefore << inputs;
            });
        }
        QVERIFY(waitUntil([&] { return order.size() == 30; }));
        for (int i = 1; i < 30; ++i) {
            QCOMPARE(order[i], i);
            if (isOneATime)
                QVERIFY(inputsBefore[i] > inputsBefore[i - 1]);
            else
                QCOMPARE(inputsBefore[i], inputsBefore[0]);
        }
    }
    void theBudgetEndsAPassWithinAFewTasks()
    {
        OwnerMailbox mailbox(Milliseconds(20));
        int tasksSinceInput = 0;
        int most = 0;
        QTimer input;
        QObject::connect(&input, &QTimer::timeout, this, [&] { tasksSinceInput = 0; });
        int done = 0;
        for (int i = 0; i < 100; ++i) {
            mailbox.post([&] {
                std::this_thread::sleep_for(Milliseconds(3)); // stands for the work of a report
                ++done;
                most = std::max(most, ++tasksSinceInput);
            });
        }
        input.start(0);
        QVERIFY(waitUntil([&] { return done == 100; }));
        // 7 use up the budget; Qt may deliver the next pass before the timer once.
        QVERIFY2(most <= 2 * 7, qPrintable(QString::number(most)));
    }
    void runPostedIgnoresTheBudget()
    {
        OwnerMailbox mailbox(Milliseconds(0));
        int done = 0;
        for (int i = 0; i < 10; ++i)
            mailbox.post([&done] { ++done; });
        mailbox.runPosted();
        QCOMPARE(done, 10);
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
