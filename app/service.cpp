#include "app/service.h"

#include "app/terminal.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(lcApp, "signalbox.app", QtInfoMsg)

constexpr auto LastResort = 2s;        // from the second signal to the exit, even if the server does not stop
constexpr quint64 OwnDescriptors = 64; // an upper bound of open files besides connections

} // namespace

Service::Service(const Startup &startup, LogSink &log, quint64 descriptorLimit)
    : m_sources(startup.sources)
    , m_log(log)
    , m_descriptorLimit(descriptorLimit)
    , m_server(startup.loaded.config)
    , m_signals({SIGTERM, SIGINT, SIGHUP, SIGUSR1})
{
    connect(&m_signals, &SignalWatcher::received, this, &Service::handleSignal);
    connect(&m_server, &Server::started, this, &Service::printReadyLines);
    connect(&m_server, &Server::stopped, this, [this] {
        if (m_terminating)
            Q_EMIT finished();
    });
    m_lastResort.setSingleShot(true);
    connect(&m_lastResort, &QTimer::timeout, this, &Service::finished);
    if (!startup.loaded.file.isEmpty())
        qCInfo(lcApp, "configuration read from %s", qPrintable(startup.loaded.file));
    checkDescriptors(startup.loaded.config);
}

void Service::handleSignal(int signalNumber)
{
    switch (signalNumber) {
    case SIGTERM:
    case SIGINT:
        terminate();
        break;
    case SIGHUP:
        reload();
        break;
    case SIGUSR1:
        reopenLog();
        break;
    }
}

void Service::terminate()
{
    const bool isSecond = std::exchange(m_terminating, true);
    if (m_server.state() == Server::State::Stopped) {
        Q_EMIT finished();
    } else if (isSecond) {
        qCInfo(lcApp, "ending at once");
        m_server.drain();
        m_lastResort.start(LastResort);
    } else if (m_server.state() == Server::State::Running) {
        qCInfo(lcApp, "draining");
        m_server.drain();
    }
}

void Service::reload()
{
    const Result<LoadedConfig> loaded = loadConfig(m_sources);
    const Result<void> logged = loaded ? m_log.apply(loaded->config.log) : Result<void>(loaded.error());
    if (!logged) {
        for (const QString &line : logged.error().text.split(u'\n'))
            qCCritical(lcApp, "%s", qPrintable(line));
        qCCritical(lcApp, "the configuration stays as it was");
        return;
    }
    const QStringList waiting = m_server.applyConfig(loaded->config);
    qCInfo(lcApp, "configuration reloaded");
    if (!waiting.isEmpty())
        qCWarning(lcApp, "changed, but in effect only after a restart: %s",
                  qPrintable(waiting.join(u", "_s)));
    checkDescriptors(loaded->config);
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

void Service::checkDescriptors(const Config &config) const
{
    const qint64 wanted = config.limits.maxConnections;
    if (wanted <= 0 || quint64(wanted) + OwnDescriptors <= m_descriptorLimit)
        return;
    qCWarning(
        lcApp,
        "limits.max_connections is %lld, but this process may have no more than %llu files open (ulimit -n)",
        static_cast<long long>(wanted), static_cast<unsigned long long>(m_descriptorLimit));
}

} // namespace signalbox
