#include "core/worker/slicedwalk.h"

#include <QTest>

#include <functional>
#include <vector>

using namespace signalbox;

namespace {

//! Notes the numbers that it visits, and takes one object a slice if it is told that the time is over.
class Walk final : public SlicedWalk<int>
{
public:
    Walk(const SlotList<int> &objects, WalkTerms terms = {})
        : SlicedWalk(objects, std::move(terms))
    {
    }

    std::vector<int> visited;
    std::vector<bool> wentOn;
    std::optional<WalkResult> result;
    std::function<bool(int)> isDone = [](int) { return true; };

private:
    bool visit(const int &object, bool goesOn, TimePoint) override
    {
        visited.push_back(object);
        wentOn.push_back(goesOn);
        return isDone(object);
    }
    void finish(WalkResult finished) override
    {
        QVERIFY(!result);
        result = finished;
    }
};

constexpr TimePoint NoTime; // long ago

} // namespace

class tst_SlicedWalk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void visitsAllInOneSlice()
    {
        SlotList<int> list;
        std::array<int, 3> numbers{1, 2, 3};
        for (int &number : numbers)
            list.add(number);
        Walk walk(list);
        QVERIFY(walk.run(TimePoint::max()));
        QCOMPARE(walk.visited, (std::vector<int>{1, 2, 3}));
        QCOMPARE(walk.result, WalkResult::Complete);
    }
    void anEmptyListIsComplete()
    {
        const SlotList<int> list;
        Walk walk(list);
        QVERIFY(walk.run(NoTime));
        QCOMPARE(walk.result, WalkResult::Complete);
    }

    void whatIsThereAllTheTimeIsVisitedOnce()
    {
        SlotList<int> list;
        std::array<int, 5> numbers{1, 2, 3, 4, 5};
        std::vector<std::size_t> slots;
        for (int &number : numbers)
            slots.push_back(list.add(number));
        Walk walk(list);
        QVERIFY(!walk.run(NoTime)); // 1
        list.remove(slots[0]);
        list.remove(slots[3]);
        int later = 6;
        list.add(later); // in the slot of 4
        int last = 7;
        list.add(last); // in that of 1, which was visited
        int slices = 1;
        while (!walk.run(NoTime))
            QVERIFY(++slices < 20);
        QCOMPARE(walk.visited, (std::vector<int>{1, 2, 3, 6, 5}));
        QCOMPARE(walk.result, WalkResult::Complete);
    }

    void goesOnWithAnObject()
    {
        SlotList<int> list;
        std::array<int, 2> numbers{1, 2};
        const std::size_t slot = list.add(numbers[0]);
        list.add(numbers[1]);
        Walk walk(list);
        int left = 2;
        walk.isDone = [&left](int) { return --left < 0; };
        QVERIFY(!walk.run(TimePoint::max()));
        QVERIFY(!walk.run(TimePoint::max()));
        QCOMPARE(walk.wentOn, (std::vector<bool>{false, true}));
        // Another object has come into its place.
        list.remove(slot);
        int other = 3;
        QCOMPARE(list.add(other), slot);
        QVERIFY(walk.run(TimePoint::max()));
        QCOMPARE(walk.visited, (std::vector<int>{1, 1, 3, 2}));
        QCOMPARE(walk.wentOn, (std::vector<bool>{false, true, false, false}));
    }

    void stopsWhenCancelled()
    {
        SlotList<int> list;
        std::array<int, 2> numbers{1, 2};
        for (int &number : numbers)
            list.add(number);
        const auto cancelled = std::make_shared<std::atomic<bool>>(false);
        Walk walk(list, {cancelled});
        QVERIFY(!walk.run(NoTime));
        cancelled->store(true);
        QVERIFY(walk.run(TimePoint::max()));
        QCOMPARE(walk.visited, (std::vector<int>{1}));
        QCOMPARE(walk.result, WalkResult::Cancelled);
    }
    void stopsAtTheDeadline()
    {
        SlotList<int> list;
        std::array<int, 2> numbers{1, 2};
        for (int &number : numbers)
            list.add(number);
        const TimePoint deadline = Clock::now() + std::chrono::hours(1);
        Walk walk(list, {.deadline = deadline});
        QVERIFY(!walk.run(NoTime));
        QVERIFY(walk.run(deadline + Nanoseconds(1)));
        QCOMPARE(walk.visited, (std::vector<int>{1}));
        QCOMPARE(walk.result, WalkResult::OutOfTime);
    }
    void manyFreeSlotsAreNoPiece()
    {
        SlotList<int> list;
        std::vector<int> numbers(10000);
        std::vector<std::size_t> slots;
        for (int &number : numbers)
            slots.push_back(list.add(number));
        for (const std::size_t slot : slots)
            list.remove(slot);
        Walk walk(list);
        int slices = 1;
        while (!walk.run(NoTime))
            QVERIFY(++slices <= 41);
        QCOMPARE(walk.result, WalkResult::Complete);
        QVERIFY(slices > 1);
    }
};

QTEST_GUILESS_MAIN(tst_SlicedWalk)
#include "tst_slicedwalk.moc"
