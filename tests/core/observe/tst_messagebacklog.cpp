#include "core/observe/messagebacklog.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint Nothing = TimePoint::max();
constexpr TimePoint Unknown = TimePoint::min();

TimePoint at(int second)
{
    return TimePoint(std::chrono::seconds(second));
}

} // namespace

class TestMessageBacklog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysFromWhenOnEntriesAreMissing()
    {
        MessageBacklog backlog;
        QCOMPARE(backlog.missingSince(), Nothing);
        backlog.add(at(5));
        backlog.add(at(6)); // the first one counts
        QCOMPARE(backlog.missingSince(), at(5));
        backlog.partSent();
        QCOMPARE(backlog.missingSince(), Unknown);
        backlog.partTaken();
        QCOMPARE(backlog.missingSince(), Nothing);
    }
    void countsThePartsOnTheirWay()
    {
        MessageBacklog backlog;
        backlog.add(at(1));
        backlog.partSent();
        backlog.add(at(2));
        backlog.partSent();
        backlog.add(at(3));
        backlog.partTaken();
        QCOMPARE(backlog.missingSince(), Unknown);
        backlog.partTaken();
        QCOMPARE(backlog.missingSince(), at(3));
    }
    void forgetsWhatIsDiscarded()
    {
        MessageBacklog backlog;
        backlog.add(at(1));
        backlog.clear();
        QCOMPARE(backlog.missingSince(), Nothing);
        backlog.add(at(0)); // the beginning of the clock is a time as well
        QCOMPARE(backlog.missingSince(), at(0));
    }
};

QTEST_GUILESS_MAIN(TestMessageBacklog)
#include "tst_messagebacklog.moc"
