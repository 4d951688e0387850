#include "core/policy/wrongtokens.h"

#include "core/base/endpoint.h"

namespace signalbox {

std::optional<Milliseconds> WrongTokens::add(const QHostAddress &address, TimePoint now)
{
    forgetOld(now);
    const QHostAddress key = limitKey(address);
    auto found = m_counts.find(key);
    if (found == m_counts.end()) {
        if (m_order.size() == MaxAddresses) {
            m_counts.remove(m_order.front());
            m_order.pop_front();
        }
        found = m_counts.insert(key, {now, 0});
        m_order.push_back(key);
    }
    if (found->attempts < MaxAttempts) {
        ++found->attempts;
        return std::nullopt;
    }
    return std::chrono::ceil<Milliseconds>(found->began + Window - now);
}

void WrongTokens::forgetOld(TimePoint now)
{
    while (!m_order.empty() && m_counts.value(m_order.front()).began + Window <= now) {
        m_counts.remove(m_order.front());
        m_order.pop_front();
    }
}

} // namespace signalbox
