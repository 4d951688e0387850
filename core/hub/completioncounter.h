#pragma once

#include <QtGlobal>

#include <atomic>
#include <optional>

namespace signalbox {

//! Sums the results of one request that was sent to the hubs of all io threads. Any thread.
class CompletionCounter
{
public:
    explicit CompletionCounter(std::size_t hubs)
        : m_left(hubs)
    {
    }

    //! Returns the sum to the hub that adds the last part, and nothing to the others.
    std::optional<quint32> add(quint32 part)
    {
        m_sum.fetch_add(part, std::memory_order_relaxed);
        if (m_left.fetch_sub(1, std::memory_order_acq_rel) > 1)
            return std::nullopt;
        return m_sum.load(std::memory_order_relaxed);
    }

private:
    std::atomic<quint32> m_sum{0};
    std::atomic<std::size_t> m_left;
};

} // namespace signalbox
