#include "core/server/serverfeed.h"

#include "core/worker/ioworkerpool.h"
#include "core/worker/ownermailbox.h"

#include <algorithm>

namespace signalbox {

namespace {

std::optional<Nanoseconds> medianOf(std::vector<Nanoseconds> values)
{
    if (values.empty())
        return std::nullopt;
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

} // namespace

ServerFeed::ServerFeed(SharedState &shared, OwnerMailbox &mailbox)
    : m_shared(shared)
    , m_mailbox(mailbox)
    , m_rooms(mailbox)
{
}

ServerFeed::~ServerFeed() = default;

void ServerFeed::setPool(IoWorkerPool *pool)
{
    m_pool = pool;
    m_lastLogged = 0;
    if (!pool && m_measured)
        finishStats();
    if (m_watchesConnections)
        watchConnections(true);
    if (m_watchesMessages)
        watchMessages(true);
    m_rooms.setPool(pool);
}

void ServerFeed::watchConnections(bool on)
{
    m_watchesConnections = on;
    // Batches of the watch before may be on their way: they belong to a list that has just been voided.
    const quint64 number = ++m_watchNumber;
    if (on)
        Q_EMIT connectionsReset();
    if (m_pool && number == m_watchNumber)
        m_pool->postToAll([on, number](WorkerCore &core) { core.watchConnections(on, number); });
}

void ServerFeed::watchMessages(bool on)
{
    m_watchesMessages = on;
    if (m_pool)
        m_pool->postToAll([on](WorkerCore &core) { core.watchMessages(on); });
}

void ServerFeed::requestStats()
{
    if (m_measured)
        return;
    m_measured = std::make_unique<WorkerStats>();
    const quint64 measurement = ++m_measurement;
    if (!m_pool) {
        m_unmeasured = 1;
        m_mailbox.post([this, measurement] { takeStats(measurement, {}); });
        return;
    }
    m_unmeasured = m_pool->size();
    m_pool->postToAll([this, measurement](WorkerCore &core) {
        m_mailbox.post([this, measurement, stats = core.measure()] { takeStats(measurement, stats); });
    });
}

void ServerFeed::takeStats(quint64 measurement, const WorkerStats &stats)
{
    if (!m_measured || measurement != m_measurement)
        return;
    m_measured->connections += stats.connections;
    m_measured->queuedBytes += stats.queuedBytes;
    m_measured->latencies.insert(m_measured->latencies.end(), stats.latencies.begin(), stats.latencies.end());
    if (--m_unmeasured == 0)
        finishStats();
}

void ServerFeed::finishStats()
{
    const std::unique_ptr<WorkerStats> measured = std::move(m_measured);
    ServerStats stats;
    stats.at = Clock::now();
    stats.connections = measured->connections;
    stats.queuedBytes = measured->queuedBytes;
    stats.medianLatency = medianOf(std::move(measured->latencies));
    for (const ServerCounters &counters : m_shared.counters.all()) {
        stats.messagesIn += counters.in.messages();
        stats.messagesOut += counters.out.messages();
        stats.bytesIn += counters.in.bytes.value();
        stats.bytesOut += counters.out.bytes.value();
        stats.accepted += counters.accepted.total();
        stats.refused += counters.rejected.total();
    }
    Q_EMIT statsMeasured(stats);
}

void ServerFeed::takeDelta(std::size_t worker, quint64 watch, const ConnectionDelta &delta)
{
    if (!m_pool || !m_watchesConnections || watch != m_watchNumber)
        return;
    Q_EMIT connectionsChanged(delta);
    // Acknowledged when shown: a slot may have ended the watch or the server.
    if (m_pool && watch == m_watchNumber)
        m_pool->post(worker, [](WorkerCore &core) { core.acknowledgeDelta(); });
}

void ServerFeed::takeLog(std::size_t worker, LogBatch batch)
{
    if (!m_pool || !m_watchesMessages)
        return;
    // Each worker counts for itself; who reads the log sees one row of numbers.
    for (LogEntry &entry : batch.entries)
        entry.number = ++m_lastLogged;
    m_lastLogged += batch.leftOut;
    Q_EMIT messagesLogged(batch);
    if (m_pool)
        m_pool->post(worker, [](WorkerCore &core) { core.acknowledgeLog(); });
}

} // namespace signalbox
