#include "app/service.h"

#include "app/admintoken.h"
#include "app/terminal.h"
#include "app/watchdog.h"
#include "core/base/statefolder.h"
#include "core/server/serverstreams.h"
#include "core/transport/descriptorshares.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(lcApp, "signalbox.app", QtInfoMsg)

constexpr Milliseconds DrainSlack = 10s; // after server.drain, until an end without the io threads
constexpr quint64 OwnDescriptors = 64;   // an upper bound of open files besides connections

void logWarnings(const QStringList &warnings)
{
    for (const QString &warning : warnings)
        qCWarning(lcApp, "%s", qPrintable(warning));
}

} // namespace

Service::Service(const Startup &startup, LogSink &log, Store *store, int signalDescriptor,
                 quint64 descriptorLimit)
    : m_sources(startup.sources)
    , m_loaded(startup.loaded)
    , m_log(log)
    , m_descriptorLimit(descriptorLimit)
    , m_server(withToken(startup.loaded.config))
    , m_signals(signalDescriptor)
{
    m_server.setStore(store);
    connect(&m_signals, &SignalWatcher::terminationRequested, this, &Service::terminate);
    connect(&m_signals, &SignalWatcher::reloadRequested, this, &Service::reload);
    connect(&m_signals, &SignalWatcher::logReopenRequested, this, &Service::reopenLog);
    connect(&m_server, &Server::started, this, &Service::printReadyLines);
    connect(&m_server, &Server::stopped, this, [this] {
        if (m_terminating)
            Q_EMIT finished();
    });
    m_lastResort.setSingleShot(true);
    connect(&m_lastResort, &QTimer::timeout, this,
            [] { endProcess(ExitCode::Internal, "the drain takes too long; giving up"); });
    m_server.setHost({.reload = [this] { return reload(); },
                      .drain =
                          [this] {
                              if (!m_terminating)
                                  terminate();
                          }});
    m_server.setConfigWarnings(warnings());
    if (!m_loaded.file.isEmpty())
        qCInfo(lcApp, "configuration read from %s", qPrintable(m_loaded.file));
    logWarnings(warnings());
}

void Service::terminate()
{
    const bool isSecond = std::exchange(m_terminating, true);
    if (m_server.state() == Server::State::Stopped) {
        Q_EMIT finished();
    } else if (isSecond) {
        qCInfo(lcApp, "ending at once");
        m_server.drain(); // the watchdog ends the process if this does not
    } else if (m_server.state() == Server::State::Running) {
        qCInfo(lcApp, "draining");
        const Milliseconds drain = m_server.config().server.drain;
        if (drain > 0ms)
            m_lastResort.start(drain + DrainSlack);
        m_server.drain();
    }
}

Result<ReloadReport> Service::reload()
{
    const Result<LoadedConfig> loaded = reloadConfig(m_sources, m_loaded);
    Result<void> accepted = loaded ? Result<void>() : loaded.error();
    if (accepted && loaded->config.tls != m_loaded.config.tls)
        accepted = checkTls(*loaded);
    if (accepted) // also with the same settings: the file may be another one
        accepted = checkAuth(*loaded);
    if (accepted)
        accepted = m_log.apply(loaded->config.log); // last, because it takes effect
    if (!accepted) {
        for (const QString &line : accepted.error().text.split(u'\n'))
            qCCritical(lcApp, "%s", qPrintable(line));
        qCCritical(lcApp, "the configuration stays as it was");
        events().add(ConfigurationRejected{accepted.error().text}, wallNow());
        return accepted.error();
    }
    m_loaded = *loaded;
    ReloadReport report = m_server.applyConfig(withToken(m_loaded.config));
    const QStringList ownWarnings = warnings();
    m_server.setConfigWarnings(ownWarnings);
    qCInfo(lcApp, "configuration reloaded");
    if (!report.needsRestart.isEmpty())
        qCWarning(lcApp, "changed, but in effect only after a restart: %s",
                  qPrintable(report.needsRestart.join(u", "_s)));
    logWarnings(ownWarnings); // the server has logged its own
    report.warnings += ownWarnings;
    events().add(ConfigurationReloaded{report.changed, report.needsRestart, report.warnings}, wallNow());
    return report;
}

// Read again with each reload, so that an operator can replace it.
Config Service::withToken(Config config) const
{
    if (!config.server.adminListen)
        return config;
    const Result<AdminTokenSettings> token = provideAdminToken(stateFolder(m_sources.environment));
    if (token)
        config.admin.tokens.push_back(*token);
    else
        qCWarning(lcApp, "no token of its own for the admin API: %s", qPrintable(token.error().text));
    return config;
}

EventLog &Service::events()
{
    return m_server.streams().events().log();
}

void Service::reopenLog()
{
    if (const Result<void> reopened = m_log.reopen(); !reopened)
        qCCritical(lcApp, "%s", qPrintable(reopened.error().text));
    else
        qCInfo(lcApp, "log opened again");
}

void Service::printReadyLines() const
{
    for (const QString &url : m_server.urls())
        printOut(u"signalbox: listening on %1\n"_s.arg(url));
}

QStringList Service::warnings() const
{
    QStringList warnings = m_loaded.warnings;
    const qint64 wanted = m_loaded.config.limits.maxConnections;
    const auto reserve = quint64(DescriptorShares::of(m_descriptorLimit).reserve);
    if (wanted > 0 && quint64(wanted) + OwnDescriptors + reserve > m_descriptorLimit) {
        warnings +=
            u"limits.max_connections is %1, but this process may have no more than %2 files open (ulimit -n)"_s
                .arg(wanted)
                .arg(m_descriptorLimit);
    }
    return warnings;
}

} // namespace signalbox
