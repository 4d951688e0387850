#pragma once

#include <QtGlobal>

#include <atomic>
#include <deque>

namespace signalbox {

//! The number of peers that one io thread has or is about to get. Any thread. On a cache line of its own, so
//! that the changes of one thread do not slow down the others.
class alignas(64) Load
{
public:
    void add() { m_peers.fetch_add(1, std::memory_order_relaxed); }
    void remove() { m_peers.fetch_sub(1, std::memory_order_relaxed); }
    qint64 peers() const { return m_peers.load(std::memory_order_relaxed); }

private:
    std::atomic<qint64> m_peers{0};
};

//! The loads of all io threads; chooses the thread for the next peer.
class LoadBalancer
{
public:
    explicit LoadBalancer(std::size_t threads)
        : m_loads(threads)
    {
    }

    Load &of(std::size_t thread) { return m_loads[thread]; }
    std::size_t size() const { return m_loads.size(); }
    //! Returns the thread with the fewest peers; threads with equally few take turns. Called by one thread only.
    std::size_t least()
    {
        std::size_t best = (m_last + 1) % size();
        for (std::size_t step = 2; step <= size(); ++step) {
            const std::size_t thread = (m_last + step) % size();
            if (m_loads[thread].peers() < m_loads[best].peers())
                best = thread;
        }
        return m_last = best;
    }

private:
    std::deque<Load> m_loads; // a deque, because a Load cannot be moved
    std::size_t m_last = m_loads.size() - 1;
};

} // namespace signalbox
