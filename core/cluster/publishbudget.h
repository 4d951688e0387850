#pragma once

#include <QtGlobal>

#include <atomic>

namespace signalbox {

//! Bounds the publications of this node that wait for Redis. Io threads add, the thread of the broker removes.
class PublishBudget final
{
public:
    static constexpr qint64 MaxBytes = 32 * 1024 * 1024;
    static constexpr qint64 MaxPublications = 100'000;

    //! False: there is no room, and nothing was added. What waits may exceed the bounds by one publication a thread.
    [[nodiscard]] bool add(qint64 bytes)
    {
        if (m_bytes.load(std::memory_order_relaxed) >= MaxBytes ||
            m_publications.load(std::memory_order_relaxed) >= MaxPublications)
            return false;
        m_bytes.fetch_add(bytes, std::memory_order_relaxed);
        m_publications.fetch_add(1, std::memory_order_relaxed);
        return true;
    }
    void remove(qint64 bytes)
    {
        m_bytes.fetch_sub(bytes, std::memory_order_relaxed);
        m_publications.fetch_sub(1, std::memory_order_relaxed);
    }
    qint64 bytes() const { return m_bytes.load(std::memory_order_relaxed); }
    qint64 publications() const { return m_publications.load(std::memory_order_relaxed); }

private:
    std::atomic<qint64> m_bytes{0};
    std::atomic<qint64> m_publications{0};
};

} // namespace signalbox
