#pragma once

#include "core/base/clock.h"

#include <QtGlobal>

#include <atomic>

namespace signalbox {

//! From when on log entries of one io thread may be missing on the main thread: they are collected, but have not arrived
//! yet. An entry is added before what it causes on other threads, so who has got the effect sees here that the cause is
//! still to come. The io thread writes, the main thread reads; neither waits.
class MessageBacklog
{
public:
    // ---- the io thread

    //! An entry was collected.
    void add(TimePoint at)
    {
        if (m_oldest.load(std::memory_order_relaxed) == None)
            m_oldest.store(at.time_since_epoch().count(), std::memory_order_release);
    }
    //! What was collected is about to be sent.
    void partSent()
    {
        m_sent.fetch_add(1, std::memory_order_release);
        clear();
    }
    //! What was collected has been discarded.
    void clear() { m_oldest.store(None, std::memory_order_release); }

    // ---- the main thread

    void partTaken() { ++m_taken; }
    //! Returns the time of the oldest entry that is missing; the maximum: none is, the minimum: not known, a part is on its way.
    TimePoint missingSince() const
    {
        const TimePoint::rep oldest =
            m_oldest.load(std::memory_order_acquire); // first: partSent() writes it last
        if (m_sent.load(std::memory_order_acquire) != m_taken)
            return TimePoint::min();
        return oldest == None ? TimePoint::max() : TimePoint(TimePoint::duration(oldest));
    }

private:
    static constexpr TimePoint::rep None = TimePoint::max().time_since_epoch().count();

    std::atomic<TimePoint::rep> m_oldest{None};
    std::atomic<quint64> m_sent{0};
    quint64 m_taken = 0;
};

} // namespace signalbox
