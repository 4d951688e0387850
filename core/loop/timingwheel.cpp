#include "core/loop/timingwheel.h"

#include <algorithm>
#include <bit>

namespace signalbox {

void WheelTimer::unlink()
{
    if (!m_next)
        return;
    m_previous->m_next = m_next;
    m_next->m_previous = m_previous;
    m_next = nullptr;
    m_previous = nullptr;
}

TimingWheel::TimingWheel(TimePoint now, Milliseconds tick)
    : m_epoch(now)
    , m_tick(tick)
{
    for (WheelTimer &slot : m_slots)
        slot.m_next = slot.m_previous = &slot;
}

TimingWheel::~TimingWheel()
{
    for (WheelTimer &slot : m_slots) {
        while (slot.m_next != &slot)
            slot.m_next->unlink();
    }
}

void TimingWheel::arm(WheelTimer &timer, TimePoint deadline)
{
    timer.unlink();
    // Rounded up: never early. At least the next tick, so that a callback cannot re-arm itself into an endless turn.
    const auto delta = deadline - m_epoch;
    const qint64 tick = (delta + m_tick - Nanoseconds(1)) / m_tick;
    timer.m_tick = std::max(tick, m_current + 1);
    insert(timer);
}

void TimingWheel::insert(WheelTimer &timer)
{
    const auto index = std::size_t(timer.m_tick % SlotCount);
    WheelTimer &slot = m_slots[index];
    m_occupied[index / 64] |= quint64(1) << (index % 64);
    timer.m_previous = slot.m_previous;
    timer.m_next = &slot;
    slot.m_previous->m_next = &timer;
    slot.m_previous = &timer;
}

void TimingWheel::advance(TimePoint now)
{
    const qint64 target = (now - m_epoch) / m_tick;
    // After a long sleep each slot is visited once: whatever is due in it fires then.
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
    WheelTimer &slot = m_slots[index];
    if (slot.m_next == &slot)
        return;
    // The slot's timers move to a list of this turn; callbacks may take any of them out, or arm new ones.
    WheelTimer turn;
    turn.m_next = slot.m_next;
    turn.m_previous = slot.m_previous;
    turn.m_next->m_previous = &turn;
    turn.m_previous->m_next = &turn;
    slot.m_next = slot.m_previous = &slot;
    while (turn.m_next != &turn) {
        WheelTimer &timer = *turn.m_next;
        timer.unlink();
        if (timer.m_tick <= m_current)
            timer.m_callback(timer.m_context);
        else
            insert(timer);
    }
    turn.m_next = nullptr;
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
