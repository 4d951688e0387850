#include "core/worker/drainer.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr Milliseconds StepInterval{20};

} // namespace

Drainer::Drainer(IoLoop &loop, ConnectionTable &connections, DrainRateLimiter &rateLimiter,
                 Callbacks callbacks)
    : m_loop(loop)
    , m_connections(connections)
    , m_rateLimiter(rateLimiter)
    , m_callbacks(std::move(callbacks))
    , m_step(WheelTimer::of<&Drainer::step>(this))
    , m_deadline(WheelTimer::of<&Drainer::expire>(this))
{
}

void Drainer::begin(const CloseReason &reason, Milliseconds timeout)
{
    m_reason = reason;
    m_remaining.clear();
    for (const Connection *connection : m_connections.all())
        m_remaining.push_back(connection->id());
    std::ranges::sort(m_remaining, std::greater<>()); // oldest first
    if (timeout.count() > 0)
        m_loop.wheel().arm(m_deadline, m_loop.now() + timeout);
    step();
}

void Drainer::step()
{
    const TimePoint now = m_loop.now();
    for (std::size_t count = m_rateLimiter.take(m_remaining.size(), now); count > 0; --count) {
        Connection *connection = m_connections.find(m_remaining.back());
        m_remaining.pop_back();
        if (!connection || !connection->isOpen())
            continue;
        m_callbacks.closing(*connection, m_reason);
        connection->close(m_reason);
    }
    if (!m_remaining.empty())
        m_loop.wheel().arm(m_step, now + StepInterval);
}

void Drainer::expire()
{
    m_step.cancel();
    m_callbacks.expired();
}

} // namespace signalbox
