#pragma once

#include "core/base/id.h"

#include <atomic>

namespace signalbox {

//! Allocates connection ids: unique, ascending, and congruent to the index of the connection's io thread modulo
//! the number of threads, so that the thread follows from the id. Any thread.
class ConnectionIds
{
public:
    //! Returns a new id for a connection of io thread \a thread of \a threadCount.
    ConnectionId next(std::size_t thread, std::size_t threadCount)
    {
        quint64 last = m_last.load(std::memory_order_relaxed);
        quint64 id = 0;
        do {
            id = last + 1;
            id += (thread + threadCount - id % threadCount) % threadCount;
        } while (!m_last.compare_exchange_weak(last, id, std::memory_order_relaxed));
        return ConnectionId(id);
    }

    //! The next ids are higher than \a first. Before the first connection of a run.
    void startAt(ConnectionId first) { m_last.store(first.value(), std::memory_order_relaxed); }

    //! Returns the only thread that may have \a id, as long as the server runs with \a threadCount threads.
    static std::size_t threadOf(ConnectionId id, std::size_t threadCount) { return id.value() % threadCount; }

private:
    std::atomic<quint64> m_last{0};
};

} // namespace signalbox
