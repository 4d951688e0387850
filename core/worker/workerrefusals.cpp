#include "core/worker/workercore.h"

// What a WorkerCore does with those that it does not let in.

#include "core/transport/descriptorshares.h"
#include "core/worker/banchecks.h"
#include "core/worker/configrules.h"

namespace signalbox {

namespace {

constexpr Milliseconds RejectionTimeout{500};
constexpr Milliseconds RejectionHandshake{2000}; // of TLS, which comes before the answer
constexpr qsizetype MaxRefused = 256;            // sockets that are being rejected

} // namespace

void WorkerCore::refused(const RefusedRequest &request)
{
    RefusedRequest timed = request;
    timed.time = m_loop.wallNow();
    countHit(m_shared.bans, timed);
    m_counters.rejected.add({timed.reason});
    scheduleSummary(m_shared.refusalLog.note(timed, m_loop.now()));
    m_shared.eventLog.refused(timed);
    m_refusedCollector.refused(timed);
}

void WorkerCore::roomRefused(Connection *connection, const char *reason)
{
    const ConnectionInfo &info = connection->info();
    m_counters.rejected.add({reason});
    const RefusedRequest request{m_loop.wallNow(), info.peer, info.listener, 0, reason, info.path,
                                 info.origin,      {},        info.userAgent};
    scheduleSummary(m_shared.refusalLog.note(request, m_loop.now()));
    m_shared.eventLog.refused(request, info.id, info.user);
}

void WorkerCore::summariseRefusals()
{
    scheduleSummary(m_shared.refusalLog.writeSummaries(m_loop.now()));
}

void WorkerCore::scheduleSummary(std::optional<TimePoint> due)
{
    if (due)
        m_loop.wheel().arm(m_refusalSummary, *due);
}

void WorkerCore::reject(AcceptedClient &&client, Admission admission)
{
    const Rejection answer = rejectionFor(admission);
    const bool lacksDescriptors = admission == Admission::NoDescriptors;
    const bool mayLinger = lacksDescriptors
                               ? client.supply == DescriptorSupply::Reserve && !m_sockets.usesTls() &&
                                     m_sockets.refused() < DescriptorShares::now().refused
                               : m_sockets.refused() < MaxRefused;
    if (!mayLinger) {
        m_upgradeHandler.rejectAtOnce(std::move(client), m_sockets.usesTls(), answer.status, answer.reason);
        return;
    }
    // With short deadlines: the number of sockets that are being rejected is limited.
    SocketSettings settings = socketSettingsOf(m_config->limits, m_counters, m_loadShedder);
    settings.handshake = RejectionHandshake;
    settings.closing = settings.slow.writeStall = RejectionTimeout;
    m_upgradeHandler.reject(m_sockets.addRefused(std::move(client), settings), answer.status, answer.reason);
}

} // namespace signalbox
