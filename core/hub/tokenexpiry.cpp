#include "core/hub/tokenexpiry.h"

#include <algorithm>

namespace signalbox {

TokenExpiry::TokenExpiry(IoLoop &loop, Expired expired)
    : m_loop(loop)
    , m_expired(std::move(expired))
    , m_timer(WheelTimer::of<&TokenExpiry::check>(this))
{
}

void TokenExpiry::add(ConnectionId client, WallTime time)
{
    m_due.emplace(time, client);
    arm();
}

void TokenExpiry::remove(ConnectionId client, WallTime time)
{
    m_due.erase({time, client});
}

void TokenExpiry::check()
{
    while (!m_due.empty() && m_due.begin()->first <= m_loop.wallNow()) {
        const ConnectionId client = m_due.begin()->second;
        m_due.erase(m_due.begin());
        m_expired(client);
    }
    arm();
}

void TokenExpiry::arm()
{
    if (m_due.empty()) {
        m_timer.cancel();
        return;
    }
    m_loop.wheel().arm(m_timer, m_loop.now() + untilNextLook(m_due.begin()->first, m_loop.wallNow()));
}

} // namespace signalbox
