#include "core/worker/loadshedder.h"

#include "core/base/clock.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr Milliseconds Interval{100};
constexpr Milliseconds Pause{10};
constexpr Milliseconds Quantum{1}; // of one turn
constexpr std::size_t SocketsAClock =
    64; // measuring one takes about as long as reading the clock, or much less

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
    schedule();
    if (!m_timer.isArmed())
        m_loop.wheel().arm(m_timer, m_loop.now() + Interval);
}

void LoadShedder::check()
{
    schedule();
    if (held() > 0)
        m_loop.wheel().arm(m_timer, m_loop.now() + Interval);
}

// Not now: the connection that grew may be on the stack.
void LoadShedder::schedule()
{
    if (m_stage == Stage::None && budget().excess() > 0 && m_loop.now() >= m_pausedTo)
        m_loop.scheduleFlush(this);
}

void LoadShedder::flush()
{
    const TimePoint end = Clock::now() + Quantum;
    if (m_stage == Stage::None)
        begin();
    const bool isDone = (m_stage != Stage::Measuring || measure(end)) && closeWorst(end);
    if (!isDone) {
        m_loop.scheduleFlush(this);
        return;
    }
    m_stage = Stage::None;
    // Frames that others still hold are not free yet: the next pass charges those more.
    if (m_hasClosed)
        schedule();
    else
        m_pausedTo = m_loop.now() + Pause;
}

void LoadShedder::begin()
{
    m_stage = Stage::Measuring;
    m_unmeasured = m_sockets.numbers();
    m_holders.clear();
    m_measured = m_leaving = 0;
    m_hasClosed = false;
}

bool LoadShedder::measure(TimePoint end)
{
    while (!m_unmeasured.empty()) {
        const quint64 number = m_unmeasured.back();
        m_unmeasured.pop_back();
        const ClientSocket *socket = m_sockets.find(number);
        const qint64 bytes = socket ? socket->memoryShare() : 0;
        m_measured += bytes;
        if (bytes > 0 && socket->isOpen())
            m_holders.push_back({bytes, number});
        else if (bytes > 0 && socket->isShed())
            m_leaving += bytes;
        if (m_unmeasured.size() % SocketsAClock == 0 && Clock::now() >= end)
            return false;
    }
    m_stage = Stage::Closing;
    std::ranges::make_heap(m_holders, {}, &Holder::bytes);
    const qint64 used = std::max<qint64>(budget().used() - budget().part(MemoryPart::History).bytes(), 1);
    m_toFree = qint64(double(budget().excess()) * double(m_measured) / double(used)) - m_leaving;
    // Sockets that hold less than half of the average are not the cause.
    m_threshold = used / (2 * std::max<qint64>(m_ledger.peers(), 1));
    return true;
}

bool LoadShedder::closeWorst(TimePoint end)
{
    while (m_toFree > 0 && !m_holders.empty() && m_holders.front().bytes >= m_threshold) {
        const Holder worst = m_holders.front();
        std::ranges::pop_heap(m_holders, {}, &Holder::bytes);
        m_holders.pop_back();
        ClientSocket *socket = m_sockets.find(worst.socket);
        if (socket && socket->isOpen()) {
            socket->shed();
            m_toFree -= worst.bytes;
            m_hasClosed = true;
        }
        if (Clock::now() >= end)
            return false;
    }
    return true;
}

} // namespace signalbox
