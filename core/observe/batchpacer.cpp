#include "core/observe/batchpacer.h"

#include "core/observe/tick.h"

#include <utility>

namespace signalbox {

BatchPacer::BatchPacer(IoLoop &loop, std::function<void()> send)
    : m_loop(loop)
    , m_send(std::move(send))
    , m_timer(WheelTimer::of<&BatchPacer::fire>(this))
{
}

void BatchPacer::request()
{
    if (!std::exchange(m_isRequested, true) && !m_isUnacknowledged)
        arm();
}

void BatchPacer::withdraw()
{
    m_isRequested = false;
    m_timer.cancel();
}

void BatchPacer::acknowledge()
{
    m_isUnacknowledged = false;
    if (m_isRequested && !m_timer.isArmed())
        arm();
}

void BatchPacer::sent()
{
    m_isRequested = false;
    m_isUnacknowledged = true;
    m_timer.cancel();
}

void BatchPacer::reset()
{
    m_isRequested = false;
    m_isUnacknowledged = false;
    m_timer.cancel();
}

void BatchPacer::arm()
{
    m_loop.wheel().arm(m_timer, nextTickBegin(m_loop.now()));
}

void BatchPacer::fire()
{
    m_send();
}

} // namespace signalbox
