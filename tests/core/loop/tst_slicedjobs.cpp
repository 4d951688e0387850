#include "core/loop/ioloop.h"
#include "core/loop/slicedjobs.h"

#include <QTest>

using namespace signalbox;

namespace {

//! Needs some slices; writes its name for each.
class Job final : public SlicedJob
{
public:
    Job(char name, int slices, QByteArray &trace, std::function<void()> atTheEnd = {})
        : m_name(name)
        , m_slices(slices)
        , m_trace(trace)
        , m_atTheEnd(std::move(atTheEnd))
    {
    }
    ~Job() override { m_trace += m_slices == 0 ? '.' : '!'; }

    bool run(TimePoint end) override
    {
        m_trace += m_name;
        if (end <= Clock::now() || end > Clock::now() + SlicedJobs::Slice)
            m_trace += '?';
        if (--m_slices > 0)
            return false;
        if (m_atTheEnd)
            m_atTheEnd();
        return true;
    }

private:
    char m_name;
    int m_slices;
    QByteArray &m_trace;
    std::function<void()> m_atTheEnd;
};

} // namespace

class tst_SlicedJobs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneSliceATurnAndTheJobsInTurn()
    {
        IoLoop loop;
        QByteArray trace;
        SlicedJobs jobs(loop);
        jobs.add(std::make_unique<Job>('a', 3, trace));
        jobs.add(std::make_unique<Job>('b', 1, trace));
        QCOMPARE(trace, QByteArray()); // not during the call
        for (const char *expected : {"a", "ab.", "ab.a", "ab.aa."}) {
            loop.turn(IoLoop::Wait::No);
            QCOMPARE(trace, QByteArray(expected));
        }
        loop.turn(IoLoop::Wait::No);
        QCOMPARE(trace, QByteArray("ab.aa."));
    }

    void aJobMayAddAnother()
    {
        IoLoop loop;
        QByteArray trace;
        SlicedJobs jobs(loop);
        jobs.add(
            std::make_unique<Job>('a', 1, trace, [&] { jobs.add(std::make_unique<Job>('b', 2, trace)); }));
        for (int i = 0; i < 5; ++i)
            loop.turn(IoLoop::Wait::No);
        QCOMPARE(trace, QByteArray("a.bb."));
    }

    void otherTasksComeBetweenTheSlices()
    {
        IoLoop loop;
        QByteArray trace;
        SlicedJobs jobs(loop);
        jobs.add(std::make_unique<Job>('a', 3, trace));
        loop.turn(IoLoop::Wait::No);
        loop.post([&trace] { trace += '1'; });
        loop.turn(IoLoop::Wait::No);
        loop.post([&trace] { trace += '2'; });
        loop.turn(IoLoop::Wait::No);
        loop.turn(IoLoop::Wait::No);
        QCOMPARE(trace, QByteArray("aa1a.2"));
    }

    void isDestroyedWithItsJobs()
    {
        QByteArray trace;
        {
            IoLoop loop;
            SlicedJobs jobs(loop);
            jobs.add(std::make_unique<Job>('a', 3, trace));
            loop.turn(IoLoop::Wait::No);
        }
        QCOMPARE(trace, QByteArray("a!"));
    }
};

QTEST_GUILESS_MAIN(tst_SlicedJobs)
#include "tst_slicedjobs.moc"
