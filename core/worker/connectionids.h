#pragma once

#include "core/base/id.h"

#include <atomic>

namespace signalbox {

//! Gives connections their ids: never one twice, higher ones to those who come later, and of a kind that says
//! which io thread has the connection, so that its owner need not remember. Any thread.
class ConnectionIds
{
public:
    //! For a connection of io thread \a thread of \a threadCount.
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

    //! The one thread that may know \a id, as long as the server runs with \a threadCount of them.
    static std::size_t threadOf(ConnectionId id, std::size_t threadCount) { return id.value() % threadCount; }

private:
    std::atomic<quint64> m_last{0};
};

} // namespace signalbox
