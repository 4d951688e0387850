#pragma once

#include "core/base/clock.h"

#include <QtGlobal>

#include <deque>
#include <memory>

namespace signalbox {

class IoLoop;

//! Work that takes too long for one turn of an event loop.
class SlicedJob
{
public:
    virtual ~SlicedJob() = default;

    //! Works until \a end, but does one piece at least. Returns whether it is finished; it is destroyed then.
    virtual bool run(TimePoint end) = 0;

protected:
    SlicedJob() = default;
    Q_DISABLE_COPY_MOVE(SlicedJob)
};

//! Runs jobs beside the other work of a thread: one slice of one job a turn, the jobs in turn. However many there are, what
//! else the thread has to do waits for one slice. Lives on the thread of its loop; jobs that are not finished are destroyed
//! with it.
class SlicedJobs final
{
public:
    static constexpr Milliseconds Slice{1};

    //! \a loop outlives this, and runs no turn after its destruction.
    explicit SlicedJobs(IoLoop &loop);
    ~SlicedJobs();
    Q_DISABLE_COPY_MOVE(SlicedJobs)

    //! The first slice is in the next turn.
    void add(std::unique_ptr<SlicedJob> job);

private:
    void post();
    void runSlice();

    IoLoop &m_loop;
    std::deque<std::unique_ptr<SlicedJob>> m_jobs;
};

} // namespace signalbox
