#pragma once

#include "core/base/clock.h"

#include <QtGlobal>

#include <array>
#include <optional>

namespace signalbox {

class TimingWheel;

//! A place in a circular list: a timer, or the sentinel of a slot.
struct WheelLink
{
    WheelLink *next = nullptr;
    WheelLink *previous = nullptr;

    void unlink();
    void insertBefore(WheelLink &place);
};

//! One deadline. Lives inside what it is for, leaves the wheel when destroyed, and may be re-armed or
//! destroyed from any timer's callback. Thread of its wheel.
class WheelTimer : private WheelLink
{
public:
    //! Calls (object->*Method)() when due: WheelTimer::of<&ClientSocket::onDeadline>(this)
    template <auto Method, typename Object>
    static WheelTimer of(Object *object)
    {
        return WheelTimer([](void *context) { (static_cast<Object *>(context)->*Method)(); }, object);
    }
    ~WheelTimer() { unlink(); }
    WheelTimer(const WheelTimer &) = delete;
    WheelTimer &operator=(const WheelTimer &) = delete;

    bool isArmed() const { return next != nullptr; }
    void cancel() { unlink(); }

private:
    friend class TimingWheel;
    using Callback = void (*)(void *);

    WheelTimer(Callback callback, void *context)
        : m_callback(callback)
        , m_context(context)
    {
    }

    qint64 m_tick = 0; //!< fires when the wheel has passed this tick
    Callback m_callback = nullptr;
    void *m_context = nullptr;
};

//! All deadlines of an io thread: arming, cancelling and firing cost the same however many there are.
//! A timer fires never early and at most one tick late (besides the loop's own lateness). Hashed wheel:
//! timers further away than one turn wait in their slot for their round.
class TimingWheel
{
public:
    explicit TimingWheel(TimePoint now, Milliseconds tick = Milliseconds(10));
    ~TimingWheel();
    Q_DISABLE_COPY_MOVE(TimingWheel)

    //! Arms, or moves, \a timer.
    void arm(WheelTimer &timer, TimePoint deadline);
    //! Fires all that is due at \a now.
    void advance(TimePoint now);
    //! No timer fires before this moment; nothing when the wheel is empty. A lower bound: the timers of the
    //! slot due then may have been cancelled or belong to a later round.
    std::optional<TimePoint> nextDue() const;

private:
    static constexpr int SlotCount = 2048; // at 10 ms a turn is 20 s

    void insert(WheelTimer &timer);
    void fireSlot(qint64 tick);
    bool isOccupied(std::size_t slot) const { return (m_occupied[slot / 64] >> (slot % 64)) & 1; }
    TimePoint timeOf(qint64 tick) const { return m_epoch + tick * m_tick; }

    TimePoint m_epoch;
    Milliseconds m_tick;
    qint64 m_current = 0; //!< the last tick that was fired
    std::array<WheelLink, SlotCount> m_slots;
    std::array<quint64, SlotCount / 64>
        m_occupied{}; //!< a bit a slot, set with the first timer, cleared when visited
};

} // namespace signalbox
