#pragma once

#include <QtGlobal>

#include <atomic>

namespace signalbox {

//! A number that one thread raises and any thread may read: no lock, no read-modify-write.
class Counter
{
public:
    void add(quint64 amount = 1)
    {
        m_value.store(m_value.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    }
    quint64 value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<quint64> m_value{0};
};

} // namespace signalbox
