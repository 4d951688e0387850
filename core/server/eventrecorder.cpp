#include "core/server/eventrecorder.h"

#include "core/observe/eventlog.h"
#include "core/server/server.h"
#include "core/transport/tlscontext.h"

namespace signalbox {

EventRecorder::EventRecorder(Server &server, EventLog &log)
    : m_server(server)
    , m_log(log)
    , m_certificate([this](WallTime validUntil) { m_log.add(CertificateEnding{validUntil}, wallNow()); })
{
}

void EventRecorder::stopped()
{
    m_log.add(ServerStopped{}, wallNow());
}

void EventRecorder::draining(Cause cause)
{
    m_log.add(ServerDraining{cause}, wallNow());
}

void EventRecorder::commandFinished(const ActionReport &report)
{
    m_log.commandFinished(report, wallNow());
}

void EventRecorder::brokerChanged(const BrokerStatus::State &state)
{
    const bool isLost = !state.isUp && !state.reason.isEmpty();
    const bool wasLost = std::exchange(m_isBrokerLost, isLost || (m_isBrokerLost && !state.isUp));
    if (isLost && !wasLost)
        m_log.add(BrokerLost{state.reason}, wallNow());
    else if (state.isUp && wasLost)
        m_log.add(BrokerBack{}, wallNow());
}

void EventRecorder::useTls(const TlsContext *tls)
{
    if (!tls) {
        m_certificate.watch(std::nullopt);
        m_fingerprint.clear();
        return;
    }
    const WallTime validUntil{Milliseconds(tls->validUntil().toMSecsSinceEpoch())};
    if (tls->fingerprint() != m_fingerprint) {
        m_fingerprint = tls->fingerprint();
        m_log.add(CertificateLoaded{m_fingerprint, validUntil}, wallNow());
    }
    m_certificate.watch(validUntil);
}

void EventRecorder::tlsRejected(const QString &why)
{
    m_fingerprint.clear(); // that the files are good again is an event
    m_log.add(CertificateRejected{why}, wallNow());
}

void EventRecorder::started()
{
    m_log.add(ServerStarted{m_server.urls()}, wallNow());
    const bool isLost = !m_server.adminFailure().isEmpty();
    const bool wasLost = std::exchange(m_isAdminPortLost, isLost);
    if (isLost)
        m_log.add(AdminPortLost{m_server.adminFailure()}, wallNow());
    else if (wasLost && m_server.adminEndpoint())
        m_log.add(AdminPortBack{m_server.adminEndpoint()->toString()}, wallNow());
}

} // namespace signalbox
