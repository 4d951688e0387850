#include "core/worker/drainratelimiter.h"

#include <algorithm>

namespace signalbox {

void DrainRateLimiter::begin(int closesPerSecond, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    m_rate = closesPerSecond;
    m_allowance = 1;
    m_refilledAt = now;
}

std::size_t DrainRateLimiter::take(std::size_t wanted, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    if (m_rate <= 0)
        return wanted;
    if (now > m_refilledAt) { // calls of several threads are not ordered by their clocks
        constexpr std::chrono::duration<double> Spare = SpareTime;
        m_allowance += m_rate * std::chrono::duration<double>(now - m_refilledAt).count();
        m_allowance = std::min(m_allowance, 1 + m_rate * Spare.count());
        m_refilledAt = now;
    }
    const std::size_t taken = std::min(wanted, std::size_t(m_allowance));
    m_allowance -= double(taken);
    return taken;
}

} // namespace signalbox
