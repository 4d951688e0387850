#pragma once

#include <QtGlobal>

#include <atomic>
#include <deque>

namespace signalbox {

//! How many peers one io thread has, or is about to get. Any thread; a thread's peers come and go there,
//! which must not slow the others: a cache line of its own.
class alignas(64) Load
{
public:
    void add() { m_peers.fetch_add(1, std::memory_order_relaxed); }
    void remove() { m_peers.fetch_sub(1, std::memory_order_relaxed); }
    qint64 peers() const { return m_peers.load(std::memory_order_relaxed); }

private:
    std::atomic<qint64> m_peers{0};
};

//! The loads of all io threads, and who gets the next peer.
class LoadBalancer
{
public:
    explicit LoadBalancer(std::size_t threads)
        : m_loadBalancer(threads)
    {
    }

    Load &of(std::size_t thread) { return m_loadBalancer[thread]; }
    std::size_t size() const { return m_loadBalancer.size(); }
    //! The thread with the fewest peers; those who have equally few take turns. Only one thread asks.
    std::size_t least()
    {
        std::size_t best = (m_last + 1) % size();
        for (std::size_t step = 2; step <= size(); ++step) {
            const std::size_t thread = (m_last + step) % size();
            if (m_loadBalancer[thread].peers() < m_loadBalancer[best].peers())
                best = thread;
        }
        return m_last = best;
    }

private:
    std::deque<Load> m_loadBalancer; // elements cannot be moved
    std::size_t m_last = m_loadBalancer.size() - 1;
};

} // namespace signalbox
