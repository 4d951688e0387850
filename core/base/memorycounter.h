#pragma once

#include <QtGlobal>

#include <atomic>

namespace signalbox {

//! A sum of bytes that are in use. Any thread: one atomic.
class MemoryCounter
{
public:
    qint64 bytes() const { return m_bytes.load(std::memory_order_relaxed); }
    //! Negative: freed.
    void add(qint64 bytes) { m_bytes.fetch_add(bytes, std::memory_order_relaxed); }

private:
    std::atomic<qint64> m_bytes{0};
};

} // namespace signalbox
