#include "core/worker/drainer.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr Milliseconds StepInterval{20};

} // namespace

Drainer::Drainer(IoLoop &loop, ConnectionTable &connections, DrainRateLimiter &pace,
                 std::function<void()> expired)
    : m_loop(loop)
    , m_connections(connections)
    , m_rateLimiter(pace)
    , m_expired(std::move(expired))
    , m_step(WheelTimer::of<&Drainer::step>(this))
    , m_bound(WheelTimer::of<&Drainer::expire>(this))
{
}

void Drainer::begin(const CloseReason &reason, Milliseconds bound)
{
    m_reason = reason;
    m_left.clear();
    for (const Connection *connection : m_connections.all())
        m_left.push_back(connection->id());
    std::ranges::sort(m_left, std::greater<>()); // those who came first go first
    if (bound.count() > 0)
        m_loop.wheel().arm(m_bound, m_loop.now() + bound);
    step();
}

void Drainer::step()
{
    const TimePoint now = m_loop.now();
    for (std::size_t turn = m_rateLimiter.take(m_left.size(), now); turn > 0; --turn) {
        Connection *connection = m_connections.find(m_left.back());
        m_left.pop_back();
        if (connection)
            connection->close(m_reason);
    }
    if (!m_left.empty())
        m_loop.wheel().arm(m_step, now + StepInterval);
}

void Drainer::expire()
{
    m_step.cancel();
    m_expired();
}

} // namespace signalbox
