#include "core/worker/loadshedder.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr Milliseconds Interval{100};

} // namespace

LoadShedder::LoadShedder(IoLoop &loop, MemoryBudget &budget, WireTable &wires, const AdmissionLedger &ledger)
    : MemoryShare(budget)
    , m_loop(loop)
    , m_wires(wires)
    , m_ledger(ledger)
    , m_timer(WheelTimer::of<&LoadShedder::look>(this))
{
}

void LoadShedder::grown()
{
    if (budget().limit() == 0)
        return;
    if (budget().excess() > 0)
        m_loop.scheduleFlush(this); // whose bytes these are may be in the middle of something
    if (!m_timer.isArmed())
        m_loop.wheel().arm(m_timer, m_loop.now() + Interval);
}

void LoadShedder::flush()
{
    shed();
}

void LoadShedder::look()
{
    shed();
    if (held() > 0)
        m_loop.wheel().arm(m_timer, m_loop.now() + Interval);
}

void LoadShedder::shed()
{
    const qint64 excess = budget().excess();
    if (excess == 0)
        return;
    const qint64 used = budget().used();
    // Half of what is held for a peer on average: where the many have little, they are not the trouble.
    const qint64 much = used / (2 * std::max<qint64>(m_ledger.connections(), 1));
    std::vector<Wire *> worst = m_wires.holding(much);
    std::ranges::sort(worst, std::ranges::greater(), [](const Wire *wire) { return wire->stats().held(); });

    const qint64 before = held();
    const auto part = qint64(double(excess) * double(before) / double(std::max<qint64>(used, 1)));
    for (Wire *wire : worst) {
        if (before - held() >= part)
            break;
        wire->shed();
    }
}

} // namespace signalbox
