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
        budget.setLimits(400, 0);
        QCOMPARE(budget.excess(), 350);
        QVERIFY(!budget.admits());
        budget.setLimits(0, 0);
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
        const bool isHistory = MemoryPart(part) == MemoryPart::History; // gives way by itself
        QCOMPARE(budget.excess(), isHistory ? 0 : 11);
        QCOMPARE(budget.historyExcess(), isHistory ? 11 : 0);
        QCOMPARE(budget.admits(), isHistory);
    }
    void theHistoryGivesWay_data()
    {
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<qint64>("historyLimit");
        QTest::addColumn<qint64>("history");
        QTest::addColumn<qint64>("others");
        QTest::addColumn<qint64>("historyExcess");
        QTest::addColumn<qint64>("excess");
        const auto row = [](const char *name, qint64 limit, qint64 historyLimit, qint64 history,
                            qint64 others, qint64 historyExcess, qint64 excess) {
            QTest::newRow(name) << limit << historyLimit << history << others << historyExcess << excess;
        };
        row("no limits", 0, 0, 9000, 9000, 0, 0);
        row("at both limits", 1600, 800, 800, 800, 0, 0);
        row("above its own", 1600, 800, 801, 0, 101, 0);
        row("above its own only", 0, 800, 900, 5000, 200, 0);
        row("above that of all", 1600, 0, 1601, 0, 201, 0);
        row("no limit of its own", 1600, 0, 1000, 700, 300, 0);
        row("the larger excess", 1600, 800, 900, 900, 400, 0);
        row("not more than there is", 1600, 800, 50, 1560, 50, 0);
        row("others alone above the limit", 1600, 800, 50, 1601, 50, 201);
        row("no history", 1600, 800, 0, 1601, 0, 201);
    }
    void theHistoryGivesWay()
    {
        QFETCH(const qint64, history);
        QFETCH(const qint64, others);
        QFETCH(const qint64, excess);
        QFETCH(const qint64, limit);
        QFETCH(const qint64, historyLimit);
        MemoryBudget budget(limit, historyLimit);
        budget.part(MemoryPart::History).add(history);
        budget.part(MemoryPart::Rooms).add(others);
        QTEST(budget.historyExcess(), "historyExcess");
        QCOMPARE(budget.excess(), excess);
        QCOMPARE(budget.admits(), excess == 0);
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
