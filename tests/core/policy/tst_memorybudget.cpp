#include "core/policy/memorybudget.h"

#include <QTest>

#include <thread>
#include <vector>

using namespace signalbox;

namespace {

class CountingShare final : public MemoryShare
{
public:
    using MemoryShare::MemoryShare;
    int growths = 0;

private:
    void grown() override { ++growths; }
};

} // namespace

class TestMemoryBudget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void admitsEverythingWithoutALimit()
    {
        MemoryBudget budget;
        budget.add(qint64(1) << 50);
        QCOMPARE(budget.excess(), 0);
        QVERIFY(budget.admits());
    }
    void theExcessIncludesAnEighthOfTheLimit()
    {
        MemoryBudget budget(800);
        budget.add(800);
        QCOMPARE(budget.excess(), 0); // at the limit is not beyond it
        budget.add(1);
        QCOMPARE(budget.excess(), 101);
        budget.add(-1);
        QCOMPARE(budget.excess(), 0);
    }
    void admitsNothingUntilAnEighthIsFree()
    {
        MemoryBudget budget(800);
        budget.add(800);
        QVERIFY(budget.admits());
        budget.add(1);
        QVERIFY(!budget.admits());
        budget.add(-100);
        QVERIFY(!budget.admits()); // 701: not yet
        budget.add(-1);
        QVERIFY(budget.admits());
        budget.add(100);
        QVERIFY(budget.admits()); // full again, but not beyond
    }
    void aNewLimitAppliesAtOnce()
    {
        MemoryBudget budget(800);
        budget.add(700);
        budget.setLimit(400);
        QCOMPARE(budget.excess(), 350);
        QVERIFY(!budget.admits());
        budget.setLimit(0);
        QVERIFY(budget.admits());
    }
    void sharesAddUp()
    {
        MemoryBudget budget(1000);
        CountingShare one(budget);
        CountingShare two(budget);
        one.add(300);
        two.add(500);
        one.add(-100);
        QCOMPARE(one.held(), 200);
        QCOMPARE(two.held(), 500);
        QCOMPARE(budget.used(), 700);
        QCOMPARE(one.growths, 1); // nothing to do when it shrinks
    }
    void manyThreadsAddUp()
    {
        MemoryBudget budget(1);
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&budget] {
                CountingShare share(budget);
                for (int j = 0; j < 10'000; ++j) {
                    share.add(3);
                    share.add(-2);
                }
            });
        }
        threads.clear();
        QCOMPARE(budget.used(), 40'000);
    }
};

QTEST_GUILESS_MAIN(TestMemoryBudget)
#include "tst_memorybudget.moc"
