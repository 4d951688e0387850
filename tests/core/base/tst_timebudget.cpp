#include "core/base/timebudget.h"

#include <QTest>

#include <vector>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

//! Does pieces of \a lengths in turn, again and again, until the budget is used up.
struct Worker
{
    explicit Worker(Nanoseconds time, const std::vector<Nanoseconds> &lengths, int most = 100'000)
    {
        TimeBudget budget(time);
        const TimePoint begun = now;
        do {
            now += lengths[std::size_t(pieces) % lengths.size()];
        } while (++pieces < most && !budget.isUsedUp([&] { return ++reads, now; }));
        taken = now - begun;
    }
    TimePoint now{1h};
    int pieces = 0;
    int reads = 0; //!< of the clock
    Nanoseconds taken{0};
};

} // namespace

class TestTimeBudget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsSoonAfterItsTime_data()
    {
        QTest::addColumn<int>("piece"); // ns
        QTest::addColumn<int>("most");  // us in all, of a budget of 1000
        QTest::newRow("longer than the budget") << 5'000'000 << 10'000;
        QTest::newRow("as long as the budget") << 1'000'000 << 2000;
        QTest::newRow("half of it") << 500'000 << 1500;
        QTest::newRow("a sixteenth") << 62'500 << 1063;
        QTest::newRow("a little less") << 62'000 << 1250;
        QTest::newRow("short") << 1000 << 1017;
        QTest::newRow("very short") << 100 << 1002;
    }
    void endsSoonAfterItsTime()
    {
        QFETCH(const int, piece);
        QFETCH(const int, most);
        const Worker worker(1ms, {Nanoseconds(piece)});
        QVERIFY(worker.taken >= 1ms);
        QVERIFY2(worker.taken <= std::chrono::microseconds(most),
                 qPrintable(QString::number(worker.taken / 1us)));
    }
    void mayCountTheFirstPiece()
    {
        TimePoint now{1h};
        TimeBudget budget(1ms, now);
        now += 999us;
        QVERIFY(!budget.isUsedUp([&] { return now; }));
        TimeBudget other(1ms, now);
        now += 1ms;
        QVERIFY(other.isUsedUp([&] { return now; }));
    }
    void readsTheClockRarelyWhilePiecesAreShort()
    {
        const Worker worker(1ms, {500ns});
        QVERIFY(worker.pieces >= 2000);
        QVERIFY2(worker.reads <= worker.pieces / TimeBudget::MaxStride + 8,
                 qPrintable(QString::number(worker.reads)));
        QCOMPARE(Worker(1ms, {500ns}, 2).reads, 1); // the last piece needs no look
    }
    void longPiecesAmongShortOnesShortenItsStride()
    {
        std::vector<Nanoseconds> lengths(200, 100ns);
        lengths.insert(lengths.end(), 100, 300us);
        const Worker worker(1ms, lengths);
        // At worst one stride of long pieces comes as a surprise.
        QVERIFY2(worker.taken <= 1ms + 300us * TimeBudget::MaxStride,
                 qPrintable(QString::number(worker.taken / 1us)));
        const Worker next(1ms, {300us}); // each budget begins carefully
        QVERIFY(next.taken <= 1600us);
    }
};

QTEST_GUILESS_MAIN(TestTimeBudget)
#include "tst_timebudget.moc"
