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
        budget.part(MemoryPart::Outboxes).add(qint64(1) << 50);
        QCOMPARE(budget.excess(), 0);
        QVERIFY(budget.admits());
    }
    void theExcessIncludesAnEighthOfTheLimit()
    {
        MemoryBudget budget(800);
        budget.part(MemoryPart::Outboxes).add(800);
        QCOMPARE(budget.excess(), 0); // at the limit is not beyond it
        budget.part(MemoryPart::Outboxes).add(1);
        QCOMPARE(budget.excess(), 101);
        budget.part(MemoryPart::Outboxes).add(-1);
        QCOMPARE(budget.excess(), 0);
    }
    void admitsNothingUntilAnEighthIsFree()
    {
        MemoryBudget budget(800);
        budget.part(MemoryPart::Outboxes).add(800);
        QVERIFY(budget.admits());
        budget.part(MemoryPart::Outboxes).add(1);
        QVERIFY(!budget.admits());
        budget.part(MemoryPart::Outboxes).add(-100);
        QVERIFY(!budget.admits()); // 701: not yet
        budget.part(MemoryPart::Outboxes).add(-1);
        QVERIFY(budget.admits());
        budget.part(MemoryPart::Outboxes).add(100);
        QVERIFY(budget.admits()); // full again, but not beyond
    }
    void aNewLimitAppliesAtOnce()
    {
        MemoryBudget budget(800);
        budget.part(MemoryPart::Outboxes).add(700);
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
        one.add(MemoryPart::Outboxes, 300);
        two.add(MemoryPart::Unfinished, 500);
        one.add(MemoryPart::Outboxes, -100);
        QCOMPARE(one.held(), 200);
        QCOMPARE(two.held(), 500);
        QCOMPARE(budget.used(), 700);
        QCOMPARE(budget.part(MemoryPart::Outboxes).bytes(), 200);
        QCOMPARE(budget.part(MemoryPart::Unfinished).bytes(), 500);
        QCOMPARE(budget.part(MemoryPart::History).bytes(), 0);
        QCOMPARE(one.growths, 1); // nothing to do when it shrinks
    }
    void allPartsCountForTheLimit_data()
    {
        QTest::addColumn<int>("part");
        for (int part = 0; part < int(MemoryPartCount); ++part)
            QTest::newRow(memoryPartName(MemoryPart(part))) << part;
    }
    void allPartsCountForTheLimit()
    {
        QFETCH(const int, part);
        MemoryBudget budget(80);
        budget.part(MemoryPart(part)).add(81);
        QCOMPARE(budget.used(), 81);
        QCOMPARE(budget.excess(), 11);
        QVERIFY(!budget.admits());
    }
    void manyThreadsAddUp()
    {
        MemoryBudget budget(1);
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&budget] {
                CountingShare share(budget);
                for (int j = 0; j < 10'000; ++j) {
                    share.add(MemoryPart::Compression, 3);
                    share.add(MemoryPart::Compression, -2);
                }
            });
        }
        threads.clear();
        QCOMPARE(budget.used(), 40'000);
    }
};

QTEST_GUILESS_MAIN(TestMemoryBudget)
#include "tst_memorybudget.moc"
