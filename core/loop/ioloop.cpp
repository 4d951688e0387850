#include "core/loop/ioloop.h"

#include "core/base/timebudget.h"

#include <sys/epoll.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace signalbox {

namespace {

// Tokens hold a slot and its generation, so that an event for a descriptor removed in the same turn is
// ignored.
constexpr quint64 MailboxToken = ~quint64(0);
constexpr quint64 TimerToken = MailboxToken - 1;

constexpr quint64 makeToken(quint32 slot, quint32 generation)
{
    return (quint64(generation) << 32) | (slot + 1);
}

constexpr quint32 slotOf(quint64 token)
{
    return quint32(token & 0xFFFFFFFF) - 1;
}

void control(int epoll, int operation, int fd, quint32 events, quint64 token)
{
    epoll_event event{};
    event.events = events;
    event.data.u64 = token;
    ::epoll_ctl(epoll, operation, fd, &event);
}

constexpr quint32 windowOf(TimePoint time)
{
    return quint32(time.time_since_epoch() / IoLoop::ShareWindow);
}

} // namespace

Flushable::~Flushable()
{
    if (m_loop)
        m_loop->m_flushList[m_position] = nullptr;
}

IoLoop::IoLoop()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC))
    , m_now(Clock::now())
    , m_wallNow(signalbox::wallNow())
    , m_window(windowOf(m_now))
    , m_wheel(m_now)
    , m_pulse(WheelTimer::of<&IoLoop::armPulse>(this))
    , m_scratch(64 * 1024)
{
    control(m_epoll.get(), EPOLL_CTL_ADD, m_mailbox.descriptor(), EPOLLIN, MailboxToken);
    control(m_epoll.get(), EPOLL_CTL_ADD, m_timer.get(), EPOLLIN, TimerToken);
}

IoLoop::~IoLoop()
{
    for (Flushable *entry : std::exchange(m_flushList, {})) {
        if (entry)
            entry->m_loop = nullptr;
    }
}

bool IoLoop::isUsable() const
{
    return m_epoll && m_timer && m_mailbox.descriptor() >= 0;
}

IoLoop::Token IoLoop::add(int fd, quint32 events, IoHandler *handler)
{
    quint32 slot = 0;
    if (m_freeSlots.empty()) {
        slot = quint32(m_slots.size());
        m_slots.emplace_back();
    } else {
        slot = m_freeSlots.back();
        m_freeSlots.pop_back();
    }
    const Token token = makeToken(slot, m_slots[slot].generation);
    epoll_event event{};
    event.events = events;
    event.data.u64 = token;
    if (::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) != 0) {
        m_freeSlots.push_back(slot);
        return 0;
    }
    m_slots[slot].handler = handler;
    m_slots[slot].used = NewTime;
    m_slots[slot].latest = m_slots[slot].beforeLatest = Nanoseconds(0);
    m_slots[slot].window = m_window;
    return token;
}

void IoLoop::setEvents(Token token, int fd, quint32 events)
{
    control(m_epoll.get(), EPOLL_CTL_MOD, fd, events, token);
}

void IoLoop::remove(Token token, int fd)
{
    control(m_epoll.get(), EPOLL_CTL_DEL, fd, 0, token);
    const quint32 slot = slotOf(token);
    m_slots[slot].handler = nullptr;
    // The top bit stays clear, so that no token ever equals the two reserved ones.
    m_slots[slot].generation = (m_slots[slot].generation + 1) & 0x7FFFFFFF;
    m_freeSlots.push_back(slot);
}

void IoLoop::scheduleFlush(Flushable *entry)
{
    if (entry->m_loop)
        return;
    entry->m_loop = this;
    entry->m_position = m_flushList.size();
    m_flushList.push_back(entry);
}

void IoLoop::measureLag(Histogram *histogram)
{
    m_lag = histogram;
    armPulse();
}

void IoLoop::armPulse()
{
    m_wheel.arm(m_pulse, m_now + std::chrono::seconds(1));
}

bool IoLoop::turn(Wait wait)
{
    std::array<epoll_event, MaxEvents> events;
    const bool waits = wait == Wait::Yes && !hasFlushes() && m_nextTurn.empty();
    const int count = ::epoll_wait(m_epoll.get(), events.data(), MaxEvents, waits ? -1 : 0);
    readClock();
    m_dispatchedAt = m_now;
    m_waiting.clear();
    m_called.clear();
    std::swap(m_called, m_nextTurn);
    for (int i = 0; i < count; ++i) {
        const Ready ready{events[std::size_t(i)].data.u64, events[std::size_t(i)].events};
        // Hang-ups do not wait: an edge-triggered one would be lost.
        dispatchOrQueue(ready, ready.token < TimerToken && (ready.events & (EPOLLIN | EPOLLOUT)) != 0);
    }
    for (const Token token : m_called)
        dispatchOrQueue({token, 0}, true);
    dispatchWaiting();
    settle();
    return count > 0 || !m_called.empty() || hasFlushes();
}

void IoLoop::dispatchOrQueue(Ready ready, bool mayWait)
{
    if (mayWait)
        judge(ready);
    if (mayWait && (ready.isBusy || m_dispatchedAt - m_now >= MaxTurn))
        m_waiting.push_back(ready);
    else
        dispatchTimed(ready);
}

// Who gets no turn now is reported or called again, and comes before those that got one. One of them always gets a turn.
void IoLoop::dispatchWaiting()
{
    std::ranges::sort(m_waiting, {}, [](const Ready &ready) { return std::pair(ready.isBusy, ready.used); });
    bool isTimeLeft = true;
    for (const Ready &ready : m_waiting) {
        if (isTimeLeft)
            dispatchTimed(ready);
        else if (ready.events == 0)
            callNextTurn(ready.token);
        isTimeLeft = isTimeLeft && m_dispatchedAt - m_now < MaxTurn;
    }
}

void IoLoop::judge(Ready &ready)
{
    Slot &slot = m_slots[slotOf(ready.token)];
    slot.used /= qint64(1) << std::min(m_window - slot.window, 62u);
    slot.window = m_window;
    ready.used = slot.used;
    ready.isBusy = std::min(slot.latest, slot.beforeLatest) >= LittleTime || slot.used >= QuietTime;
}

void IoLoop::dispatchTimed(const Ready &ready)
{
    dispatch(ready.token, ready.events);
    const TimePoint now = Clock::now();
    if (ready.token < TimerToken) {
        Slot &slot = m_slots[slotOf(ready.token)];
        slot.beforeLatest = std::exchange(slot.latest, now - m_dispatchedAt);
        slot.used += slot.latest;
    }
    m_dispatchedAt = now;
}

void IoLoop::dispatch(quint64 token, quint32 events)
{
    if (token == MailboxToken) {
        m_mailbox.run();
        return;
    }
    if (token == TimerToken) {
        quint64 expirations = 0;
        [[maybe_unused]] const ssize_t got = ::read(m_timer.get(), &expirations, sizeof expirations);
        m_programmedFor = TimePoint::max();
        if (m_lag) // by the clock, not by m_now: earlier handlers of this turn delayed this timer, too
            m_lag->record(Clock::now() - m_expectedAt);
        m_wheel.advance(m_now);
        return;
    }
    const Slot &slot = m_slots[slotOf(token)];
    if (slot.handler && slot.generation == quint32(token >> 32))
        slot.handler->handleIo(events);
}

void IoLoop::settle()
{
    // A flush may schedule others (a broadcast in a callback) or destroy them: iterate by index, clear at the
    // end.
    TimeBudget budget(MaxFlush);
    while (hasFlushes()) {
        Flushable *entry = std::exchange(m_flushList[m_flushed++], nullptr);
        if (!entry)
            continue;
        entry->m_loop = nullptr;
        entry->flush();
        if (hasFlushes() && budget.isUsedUp())
            break;
    }
    compactFlushList();
    programTimer();
}

void IoLoop::compactFlushList()
{
    if (!hasFlushes()) {
        m_flushList.clear();
        m_flushed = 0;
        return;
    }
    if (m_flushed < m_flushList.size() / 2)
        return;
    m_flushList.erase(m_flushList.begin(), m_flushList.begin() + std::ptrdiff_t(m_flushed));
    m_flushed = 0;
    for (std::size_t i = 0; i < m_flushList.size(); ++i) {
        if (m_flushList[i])
            m_flushList[i]->m_position = i;
    }
}

void IoLoop::readClock()
{
    m_now = Clock::now();
    m_wallNow = signalbox::wallNow();
    m_window = windowOf(m_now);
}

void IoLoop::programTimer()
{
    const std::optional<TimePoint> due = m_wheel.nextDue();
    if (!due || *due >= m_programmedFor)
        return; // a timer that fires early finds nothing due and programs the next
    m_programmedFor = *due;
    m_expectedAt = std::max(*due, m_now);
    const auto since = std::chrono::duration_cast<Nanoseconds>(due->time_since_epoch());
    itimerspec spec{};
    spec.it_value.tv_sec = time_t(since.count() / 1'000'000'000);
    spec.it_value.tv_nsec = long(since.count() % 1'000'000'000);
    ::timerfd_settime(m_timer.get(), TFD_TIMER_ABSTIME, &spec, nullptr);
}

} // namespace signalbox
