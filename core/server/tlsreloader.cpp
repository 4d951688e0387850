#include "core/server/tlsreloader.h"

#include <QFile>
#include <QLoggingCategory>

#include <sys/stat.h>

#include <cerrno>

namespace signalbox {

Q_LOGGING_CATEGORY(lcCertificates, "signalbox.tls", QtInfoMsg)

namespace {

constexpr std::chrono::seconds CheckInterval{1};

void logWarnings(const TlsContext &context)
{
    for (const QString &warning : context.warnings(QDateTime::currentDateTimeUtc()))
        qCWarning(lcCertificates, "%s", qPrintable(warning));
}

} // namespace

TlsReloader::TlsReloader(Replaced replaced, Rejected rejected)
    : m_replaced(std::move(replaced))
    , m_rejected(std::move(rejected))
{
    m_timer.setInterval(CheckInterval);
    connect(&m_timer, &QTimer::timeout, this, &TlsReloader::check);
}

TlsReloader::Signature TlsReloader::signatureOf(const TlsSettings &settings)
{
    Signature signature;
    for (const QString &file : TlsContext::filesOf(settings)) {
        struct stat facts
        {
        };
        const int failure = ::stat(QFile::encodeName(file).constData(), &facts) == 0 ? 0 : errno;
        signature.insert(signature.end(), {qint64(failure), qint64(facts.st_dev), qint64(facts.st_ino),
                                           qint64(facts.st_mode), qint64(facts.st_uid), qint64(facts.st_size),
                                           qint64(facts.st_mtim.tv_sec), qint64(facts.st_mtim.tv_nsec),
                                           qint64(facts.st_ctim.tv_sec), qint64(facts.st_ctim.tv_nsec)});
    }
    return signature;
}

Result<void> TlsReloader::start(const TlsSettings &settings)
{
    m_timer.stop();
    m_settings = settings;
    m_context.reset();
    m_why.clear();
    m_settled.clear(); // what is written while they are read has the same time: the first checks read again
    if (!settings.isEnabled())
        return {};
    Result<std::shared_ptr<const TlsContext>> made = TlsContext::create(settings);
    if (!made)
        return made.error();
    m_context = std::move(*made);
    logWarnings(*m_context);
    m_timer.start();
    return {};
}

Result<QStringList> TlsReloader::reload(const TlsSettings &settings)
{
    m_settings = settings;
    m_settled.clear();
    m_attempts = 0;
    Result<QStringList> changed = load();
    if (!changed) {
        m_why.clear(); // who asks is told each time
        reject(changed.error().text);
    }
    return changed;
}

// A file may be half written, and its key may follow it: what cannot be used is tried again before it is reported. What
// was reported is tried again later, because more than the files may be wrong: a certificate becomes valid, a folder readable.
void TlsReloader::check()
{
    Signature now = signatureOf(m_settings);
    if (now != m_seen) {
        m_seen = std::move(now);
        m_attempts = 0;
        return;
    }
    if (now == m_settled && (m_why.isEmpty() || --m_checksToRetry > 0))
        return;
    const Result<QStringList> changed = load();
    if (!changed && ++m_attempts < Attempts)
        return;
    m_settled = std::move(now);
    if (!changed)
        reject(changed.error().text);
}

Result<QStringList> TlsReloader::load()
{
    Result<std::shared_ptr<const TlsContext>> made = TlsContext::create(m_settings);
    if (!made)
        return made.error();
    const QStringList invalid = (*made)->warnings(QDateTime::currentDateTimeUtc());
    const bool isOther = !m_context || (*made)->fingerprint() != m_context->fingerprint();
    if (isOther && !invalid.isEmpty())
        return Error{Error::Code::Invalid, invalid.front()};
    QStringList changed = m_context ? (*made)->differingKeys(*m_context) : QStringList();
    const bool wasRejected = !std::exchange(m_why, QString()).isEmpty();
    if (m_context && changed.isEmpty() && !wasRejected && (*made)->hasSameRules(*m_context))
        return changed; // sessions can be resumed as before
    m_context = std::move(*made);
    qCInfo(lcCertificates, "TLS uses the certificate %s from now on, valid until %s",
           qPrintable(m_context->fingerprint()), qPrintable(m_context->validUntil().toString(Qt::ISODate)));
    m_replaced();
    return changed;
}

void TlsReloader::reject(const QString &why)
{
    m_checksToRetry = RetryAfter;
    if (std::exchange(m_why, why) == why)
        return;
    qCCritical(lcCertificates, "%s; the certificate in use stays", qPrintable(why));
    m_rejected(why);
}

} // namespace signalbox
