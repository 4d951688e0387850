#include "core/server/eventrecorder.h"

#include "core/observe/eventlog.h"
#include "core/server/server.h"
#include "core/transport/tlscontext.h"

#include <QDateTime>
#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(lcCertificateEnd, "signalbox.tls", QtInfoMsg)

// See CertificateWatch.
constexpr std::chrono::days FirstNotice{30};
constexpr std::chrono::days SecondNotice{7};

} // namespace

EventRecorder::EventRecorder(Server &server, EventLog &log, std::function<WallTime()> clock)
    : m_server(server)
    , m_log(log)
    , m_clock(std::move(clock))
    , m_certificate([this](WallTime validUntil) { certificateEnding(validUntil); }, m_clock)
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
    const std::chrono::seconds whole(tls->validFrom().secsTo(tls->validUntil()));
    m_isShortLived = whole < FirstNotice + std::chrono::days(1); // some begin before they are made
    m_isBeginningToWatch = true;
    m_certificate.watch(validUntil);
    m_isBeginningToWatch = false;
}

void EventRecorder::certificateEnding(WallTime validUntil)
{
    m_log.add(CertificateEnding{validUntil}, wallNow());
    const Milliseconds left = validUntil - m_clock();
    const bool hasEnded = left.count() <= 0;
    if (hasEnded && m_isBeginningToWatch)
        return; // TlsContext::warnings() say so
    if (m_isShortLived && left > SecondNotice)
        return; // as from the day that it was made, such as that of --self-signed
    const QString end =
        QDateTime::fromMSecsSinceEpoch(validUntil.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODate);
    const QString text = hasEnded
                             ? u"key tls.certificate: has expired on %1: clients refuse it"_s.arg(end)
                             : u"key tls.certificate: expires on %1, whole days left: %2"_s.arg(
                                   end, QString::number(std::chrono::floor<std::chrono::days>(left).count()));
    if (std::exchange(m_endLogged, text) == text)
        return; // a restart or a reload with the same certificate
    if (hasEnded)
        qCCritical(lcCertificateEnd).noquote() << text;
    else
        qCWarning(lcCertificateEnd).noquote() << text;
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
