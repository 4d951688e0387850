#include "core/loop/slicedjobs.h"

#include "core/loop/ioloop.h"

#include <utility>

namespace signalbox {

SlicedJobs::SlicedJobs(IoLoop &loop)
    : m_loop(loop)
{
}

SlicedJobs::~SlicedJobs() = default;

void SlicedJobs::add(std::unique_ptr<SlicedJob> job)
{
    m_jobs.push_back(std::move(job));
    if (m_jobs.size() == 1)
        post();
}

void SlicedJobs::post()
{
    m_loop.post([this] { runSlice(); });
}

void SlicedJobs::runSlice()
{
    // The job stays at the front meanwhile: add() must not post a second time.
    const bool isFinished = m_jobs.front()->run(Clock::now() + Slice);
    std::unique_ptr<SlicedJob> job = std::move(m_jobs.front());
    m_jobs.pop_front();
    if (!isFinished)
        m_jobs.push_back(std::move(job));
    if (!m_jobs.empty())
        post();
}

} // namespace signalbox
