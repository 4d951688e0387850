#include "core/worker/loadshedder.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr Milliseconds Interval{100};

} // namespace

LoadShedder::LoadShedder(IoLoop &loop, MemoryBudget &budget, SocketTable &sockets,
                         const AdmissionLedger &ledger, std::function<void()> dropHistory)
    : MemoryShare(budget)
    , m_loop(loop)
    , m_sockets(sockets)
    , m_ledger(ledger)
    , m_dropHistory(std::move(dropHistory))
    , m_timer(WheelTimer::of<&LoadShedder::check>(this))
{
}

void LoadShedder::grown()
{
    if (budget().limit() == 0)
        return;
    if (budget().historyExcess() > 0)
        m_dropHistory();
    if (budget().excess() > 0)
        m_loop.scheduleFlush(this); // not now: the connection that grew may be on the stack
    if (!m_timer.isArmed())
        m_loop.wheel().arm(m_timer, m_loop.now() + Interval);
}

void LoadShedder::flush()
{
    shed();
}

void LoadShedder::check()
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
    const qint64 used = budget().used() - budget().part(MemoryPart::History).bytes();
    // Sockets that hold less than half of the average are not the cause.
    const qint64 threshold = used / (2 * std::max<qint64>(m_ledger.peers(), 1));
    std::vector<ClientSocket *> worst = m_sockets.holding(threshold);
    std::ranges::sort(worst, std::ranges::greater(),
                      [](const ClientSocket *socket) { return socket->stats().held(); });

    const qint64 before = held();
    const auto share = qint64(double(excess) * double(before) / double(std::max<qint64>(used, 1)));
    for (ClientSocket *socket : worst) {
        if (before - held() >= share)
            break;
        socket->shed();
    }
}

} // namespace signalbox
