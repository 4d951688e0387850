#include "core/loop/timingwheel.h"

#include <algorithm>
#include <bit>

namespace signalbox {

void WheelLink::unlink()
{
    if (!next)
        return;
    previous->next = next;
    next->previous = previous;
    next = nullptr;
    previous = nullptr;
}

void WheelLink::insertBefore(WheelLink &place)
{
    previous = place.previous;
    next = &place;
    place.previous->next = this;
    place.previous = this;
}

TimingWheel::TimingWheel(TimePoint now, Milliseconds tick)
    : m_epoch(now)
    , m_tick(tick)
{
    for (WheelLink &slot : m_slots)
        slot.next = slot.previous = &slot;
}

TimingWheel::~TimingWheel()
{
    for (WheelLink &slot : m_slots) {
        while (slot.next != &slot)
            slot.next->unlink();
    }
}

void TimingWheel::arm(WheelTimer &timer, TimePoint deadline)
{
    timer.unlink();
    // Rounded up: never early. At least the next tick, so that a callback cannot re-arm itself into an
    // endless turn.
    const auto delta = deadline - m_epoch;
    const qint64 tick = (delta + m_tick - Nanoseconds(1)) / m_tick;
    timer.m_tick = std::max(tick, m_current + 1);
    insert(timer);
}

void TimingWheel::insert(WheelTimer &timer)
{
    const auto index = std::size_t(timer.m_tick % SlotCount);
    m_occupied[index / 64] |= quint64(1) << (index % 64);
    timer.insertBefore(m_slots[index]);
}

void TimingWheel::advance(TimePoint now)
{
    const qint64 target = (now - m_epoch) / m_tick;
    // After a long wait each slot is handled once: all its due timers fire then.
    qint64 tick = std::max(m_current + 1, target - SlotCount + 1);
    m_current = std::max(m_current, target);
    for (; tick <= target; ++tick)
        fireSlot(tick);
}

void TimingWheel::fireSlot(qint64 tick)
{
    const auto index = std::size_t(tick % SlotCount);
    if (!isOccupied(index))
        return;
    m_occupied[index / 64] &= ~(quint64(1) << (index % 64));
    WheelLink &slot = m_slots[index];
    if (slot.next == &slot)
        return;
    // The slot's timers move to a list of this call; callbacks may cancel any of them, or arm new ones.
    WheelLink turn;
    turn.insertBefore(slot);
    slot.unlink();
    slot.next = slot.previous = &slot;
    while (turn.next != &turn) {
        auto &timer = static_cast<WheelTimer &>(*turn.next);
        timer.unlink();
        if (timer.m_tick <= m_current)
            timer.m_callback(timer.m_context);
        else
            insert(timer);
    }
}

std::optional<TimePoint> TimingWheel::nextDue() const
{
    for (qint64 tick = m_current + 1; tick <= m_current + SlotCount;) {
        const auto index = std::size_t(tick % SlotCount);
        const quint64 rest = m_occupied[index / 64] >> (index % 64);
        if (rest != 0)
            return timeOf(tick + std::countr_zero(rest));
        tick += 64 - qint64(index % 64); // the next word; SlotCount is a multiple of 64
    }
    return std::nullopt;
}

} // namespace signalbox
