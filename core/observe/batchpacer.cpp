#include "core/observe/batchpacer.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr Milliseconds Interval{100};

} // namespace

BatchPacer::BatchPacer(IoLoop &loop, std::function<void()> publish)
    : m_loop(loop)
    , m_publish(std::move(publish))
    , m_timer(WheelTimer::of<&BatchPacer::fire>(this))
{
}

void BatchPacer::request()
{
    if (std::exchange(m_requested, true) || m_waiting)
        return;
    arm();
}

void BatchPacer::withdraw()
{
    m_requested = false;
    m_timer.cancel();
}

void BatchPacer::acknowledge()
{
    m_waiting = false;
    if (m_requested)
        arm();
}

void BatchPacer::sent()
{
    m_requested = false;
    m_waiting = true;
    m_lastSent = m_loop.now();
    m_timer.cancel();
}

void BatchPacer::reset()
{
    m_requested = false;
    m_waiting = false;
    m_timer.cancel();
}

void BatchPacer::arm()
{
    m_loop.wheel().arm(m_timer, std::max(m_loop.now(), m_lastSent + Interval));
}

void BatchPacer::fire()
{
    m_publish();
}

} // namespace signalbox
