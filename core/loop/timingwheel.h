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

//! One deadline: a member of the object it is for. Is cancelled when destroyed, and may be re-armed or
//! destroyed from any timer's callback. Lives on the thread of its wheel.
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

//! All deadlines of an io thread: arming, cancelling and firing cost the same however many there are. A timer
//! fires never early and at most one tick late (besides the lateness of the loop). Hashed wheel: timers
//! further away than one round stay in their slot until their round.
class TimingWheel
{
public:
    explicit TimingWheel(TimePoint now, Milliseconds tick = Milliseconds(10));
    ~TimingWheel();
    Q_DISABLE_COPY_MOVE(TimingWheel)

    //! Arms or re-arms \a timer.
    void arm(WheelTimer &timer, TimePoint deadline);
    //! Fires all that is due at \a now.
    void advance(TimePoint now);
    //! Returns when \a timer, which is armed, is due.
    TimePoint dueOf(const WheelTimer &timer) const { return timeOf(timer.m_tick); }
    //! Returns a time before which no timer is due; nothing when the wheel is empty. It is a lower bound: the
    //! timers of that slot may have been cancelled or belong to a later round.
    std::optional<TimePoint> nextDue() const;

private:
    static constexpr int SlotCount = 2048; // a round is 20 s at 10 ms a tick

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
