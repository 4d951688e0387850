#include "core/server/server.h"

#include "core/base/memorycapacity.h"
#include "core/control/actioncounters.h"
#include "core/server/accesskeeper.h"
#include "core/server/adminserver.h"
#include "core/server/audittrail.h"
#include "core/server/bankeeper.h"
#include "core/server/clusterjoin.h"
#include "core/server/commanddispatcher.h"
#include "core/server/configchange.h"
#include "core/server/embedderdelivery.h"
#include "core/server/eventrecorder.h"
#include "core/server/historystores.h"
#include "core/server/listeningsockets.h"
#include "core/server/revocationkeeper.h"
#include "core/server/serverstreams.h"
#include "core/server/tlsreloader.h"
#include "core/worker/ioworkerpool.h"
#include "core/worker/ownermailbox.h"

#include <QLoggingCategory>
#include <QMetaMethod>
#include <QPointer>

#include <algorithm>
#include <semaphore>
#include <thread>

namespace signalbox {

Q_LOGGING_CATEGORY(lcServer, "signalbox.server", QtInfoMsg)

namespace {

std::size_t threadsOf(const ServerSettings &settings)
{
    const int cores = std::clamp(int(std::thread::hardware_concurrency()), 1, ServerSettings::MaxThreads);
    return std::size_t(settings.threads > 0 ? settings.threads : cores);
}

std::shared_ptr<const Config> resolved(Config config)
{
    const std::optional<qint64> capacity = memoryCapacity();
    if (!capacity && config.limits.memory.isPercentage())
        qCWarning(lcServer, "limits.memory has no effect: it is not known how much memory there is");
    return std::make_shared<const Config>(withMemoryInBytes(std::move(config), capacity));
}

} // namespace

struct Server::Private
{
    Private(Server *owner, Config initial)
        : q(owner)
        , config(resolved(std::move(initial)))
        , shared(config->limits, config->history, config->admin.closed, config->userCap)
        , embedder(*q, mailbox)
        , streams(shared, mailbox)
        , bans(shared.bans, mailbox)
        , revocations(shared.auth, mailbox)
        , access(bans, revocations)
        , commands(mailbox, access)
        , recorder(*q, shared.eventLog)
        , audit(shared, mailbox)
        , admin(*q, shared, mailbox, streams, commands, audit)
        , tls([this] { useTls(); }, [this](const QString &why) { recorder.tlsRejected(why); })
    {
        QObject::connect(&commands, &CommandDispatcher::finished, &commands,
                         [this](const ActionReport &report) {
                             countActions(shared.counters, report);
                             recorder.commandFinished(report);
                             admin.commandFinished(report);
                         });
        QObject::connect(&access, &AccessKeeper::ranElsewhere, &commands,
                         [this](const ActionReport &report) { recorder.commandFinished(report); });
        QObject::connect(&access, &AccessKeeper::changedElsewhere, &commands, &CommandDispatcher::post);
        shared.brokerStatus.setListener(
            [this](const BrokerStatus::State &broker) { recorder.brokerChanged(broker); });
    }

    WorkerReports reportsOf(std::size_t worker);
    void countDrained();
    void finish();
    void beginDrain(const CloseReason &reason, int closesPerSecond, Milliseconds timeout);
    void post(const CommandBody &body);
    void updateConnectedSignals();
    void warnAboutHosts() const;
    void useTls();
    void reloadTls(ReloadReport &report);

    Server *q;
    std::shared_ptr<const Config> config;
    std::shared_ptr<const Config> running; //!< that of the last start; null when stopped
    SharedState shared;
    OwnerMailbox mailbox;
    EmbedderDelivery embedder;
    ServerStreams streams;
    BanKeeper bans;
    RevocationKeeper revocations;
    AccessKeeper access;
    CommandDispatcher commands;
    EventRecorder recorder;
    std::vector<Endpoint> endpoints;
    ListenFailures listenFailures; //!< of the last start()
    State state = State::Stopped;
    std::size_t undrained = 0; //!< workers that still have connections
    //! Released by each worker that has no connections any more; for endBlocking().
    std::counting_semaphore<> drained{0};
    AuditTrail audit;
    AdminServer admin;
    TlsReloader tls;
    std::unique_ptr<Cluster> cluster;   //!< null: the server runs alone
    std::unique_ptr<IoWorkerPool> pool; //!< last: its threads end before what they report to
};

// The reports are made on the io threads and posted to the owner's thread.
WorkerReports Server::Private::reportsOf(std::size_t worker)
{
    WorkerReports reports;
    reports.events = [this](std::vector<EmbedderEvent> &&events) {
        mailbox.postReport(
            [this, events = std::move(events)]() mutable { embedder.deliver(std::move(events)); });
    };
    reports.action = [this](ActionPart &&part) {
        mailbox.postReport([this, part = std::move(part)] { commands.take(part); });
    };
    reports.drained = [this] {
        drained.release();
        mailbox.postReport([this] { countDrained(); });
    };
    streams.connectReports(reports, worker);
    return reports;
}

void Server::Private::countDrained()
{
    if (--undrained == 0)
        finish();
}

void Server::Private::finish()
{
    const QPointer<Server> alive(q); // a slot may destroy the server at each step
    streams.setPool(nullptr);
    if (!alive)
        return;
    access.leave();
    commands.setPool(nullptr);
    if (!alive)
        return;
    admin.stop();
    embedder.setPool(nullptr);
    pool.reset();
    leaveCluster(cluster, shared, access);
    mailbox.runPosted(); // the last reports of the io threads belong to this run
    if (!alive)
        return;
    embedder.emitDue();
    if (!alive)
        return;
    streams.endRun();
    if (!alive)
        return;
    mailbox.endRun();
    tls.stop();
    endpoints.clear();
    running.reset();
    state = State::Stopped;
    qCInfo(lcServer, "stopped");
    recorder.stopped();
    Q_EMIT q->stopped();
}

void Server::Private::beginDrain(const CloseReason &reason, int closesPerSecond, Milliseconds timeout)
{
    state = State::Draining;
    recorder.draining(reason.cause);
    shared.drainRateLimiter.begin(closesPerSecond, Clock::now());
    pool->postToAll([=](WorkerCore &core) { core.drain(reason, timeout); });
    Q_EMIT q->draining();
}

void Server::Private::post(const CommandBody &body)
{
    commands.post({{Actor::Kind::Embedder, {}}, body});
}

void Server::Private::updateConnectedSignals()
{
    shared.connectedSignals.opened = q->isSignalConnected(QMetaMethod::fromSignal(&Server::connectionOpened));
    shared.connectedSignals.closed = q->isSignalConnected(QMetaMethod::fromSignal(&Server::connectionClosed));
    shared.connectedSignals.messages =
        q->isSignalConnected(QMetaMethod::fromSignal(&Server::messageReceived));
}

// Without a list of names a page of any site can have its name point to this machine, and is then of the same origin.
void Server::Private::warnAboutHosts() const
{
    if (!config->policy.hosts.isEmpty())
        return;
    for (const Endpoint &endpoint : endpoints) {
        if (!isLoopback(endpoint.address))
            qCWarning(lcServer, "%s accepts any Host, which leaves DNS rebinding open: set policy.hosts",
                      qPrintable(endpoint.toString()));
    }
}

//! For connections that come from now on.
void Server::Private::useTls()
{
    recorder.useTls(tls.context().get());
    admin.setTls(tls.context());
    if (pool)
        pool->postToAll([context = tls.context()](WorkerCore &core) { core.setTls(context); });
}

void Server::Private::reloadTls(ReloadReport &report)
{
    const Result<QStringList> changed = tls.reload(config->tls);
    if (!changed) {
        report.warnings += changed.error().text + QStringLiteral("; the certificate in use stays");
        return;
    }
    for (const QString &key : *changed) {
        if (!report.changed.contains(key))
            report.changed += key;
    }
}

Server::Server(QObject *parent)
    : Server(Config(), parent)
{
}

Server::Server(Config config, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(config)))
{
}

Server::~Server()
{
    d->admin.stop(); // before the io threads that it posts to
}

Result<void> Server::start()
{
    if (d->state != State::Stopped)
        return Error{Error::Code::Busy, QStringLiteral("the server is running already")};
    if (!d->mailbox.isUsable())
        return Error{Error::Code::Busy, QStringLiteral("the server cannot run: too many open files")};
    d->listenFailures.clear();
    if (const Result<void> loaded = d->tls.start(d->config->tls); !loaded)
        return loaded.error();
    d->recorder.useTls(d->tls.context().get());
    if (const Result<void> applied = d->shared.auth.apply(d->config->auth); !applied)
        return applied.error();
    Result<std::vector<ListeningSocket>> sockets =
        openListeningSockets(d->config->server.listen, d->listenFailures);
    if (!sockets)
        return sockets.error();
    Result<HistoryStoreFactory> historyStores = historyStoresFor(*d->config, d->shared.store);
    if (!historyStores)
        return historyStores.error();
    d->shared.historyStore = std::move(*historyStores);
    if (const Result<void> loaded = d->access.load(); !loaded)
        return loaded.error();
    if (const Result<void> opened = d->admin.open(*d->config); !opened)
        return opened.error();
    auto cluster = joinCluster(*d->config, d->shared, sockets->front().endpoint, threadsOf(d->config->server),
                               d->access, d->mailbox);
    if (!cluster)
        return cluster.error();
    d->cluster = *std::move(cluster);
    Result<std::unique_ptr<IoWorkerPool>> pool =
        IoWorkerPool::create(threadsOf(d->config->server), d->config, d->tls.context(), d->shared,
                             [this](std::size_t worker) { return d->reportsOf(worker); });
    if (!pool) {
        leaveCluster(d->cluster, d->shared, d->access);
        return pool.error();
    }
    d->pool = std::move(*pool);
    for (const ListeningSocket &socket : *sockets)
        d->endpoints.push_back(socket.endpoint);
    d->undrained = d->pool->size();
    while (d->drained.try_acquire()) { // of a former run
    }
    if (const Result<void> started =
            d->admin.start(*d->pool, *d->config, d->endpoints, d->tls.context(), d->cluster.get());
        !started) {
        d->pool.reset();
        leaveCluster(d->cluster, d->shared, d->access);
        d->endpoints.clear();
        return started.error();
    }
    d->streams.setPool(d->pool.get()); // before the first connection
    d->embedder.setPool(d->pool.get());
    d->pool->listen(std::move(*sockets));
    d->shared.readiness = Readiness::Ready; // at once: who reads the ready line may ask
    d->commands.setPool(d->pool.get());
    d->running = d->config;
    d->state = State::Running;
    for (const QString &url : urls())
        qCInfo(lcServer, "listening on %s", qPrintable(url));
    d->warnAboutHosts();
    d->recorder.started();
    Q_EMIT started();
    return {};
}

void Server::stop()
{
    if (!d->pool) // also while the last reports of a run are delivered
        return;
    // Each closing handshake has its own deadline; the bound is for a configuration that gives it none.
    constexpr Milliseconds Slack{1000};
    Milliseconds bound = d->config->limits.closing;
    if (bound.count() == 0)
        bound = d->config->server.drain;
    if (bound.count() == 0)
        bound = ClientSocket::LimitedClosing;
    d->beginDrain(CloseReason::of(Cause::Shutdown), 0, bound + Slack);
}

void Server::drain()
{
    if (!d->pool)
        return;
    if (d->state == State::Running)
        d->beginDrain(CloseReason::of(Cause::Drain), d->config->server.drainRate, d->config->server.drain);
    else
        d->pool->postToAll([](WorkerCore &core) { core.abortAll(); });
}

void Server::endBlocking(Milliseconds patience)
{
    if (!d->pool)
        return;
    if (d->state == State::Running) {
        d->shared.drainRateLimiter.begin(0, Clock::now());
        d->pool->postToAll(
            [patience](WorkerCore &core) { core.drain(CloseReason::of(Cause::Shutdown), patience); });
    }
    const TimePoint deadline = Clock::now() + patience;
    for (std::size_t worker = 0; worker < d->pool->size(); ++worker) {
        if (!d->drained.try_acquire_until(deadline))
            return;
    }
}

Server::State Server::state() const
{
    return d->state;
}

std::vector<Endpoint> Server::endpoints() const
{
    return d->endpoints;
}

const ListenFailures &Server::listenFailures() const
{
    return d->listenFailures;
}

QString Server::adminFailure() const
{
    return d->admin.failure();
}

std::optional<Endpoint> Server::adminEndpoint() const
{
    return d->admin.endpoint();
}

void Server::setAdminPortRule(AdminPortRule rule)
{
    d->admin.setRule(rule);
}

void Server::setHost(ServerHost host)
{
    d->admin.setHost(std::move(host));
}

void Server::setConfigWarnings(const QStringList &warnings)
{
    d->admin.setWarnings(warnings);
}

void Server::setStore(Store *store)
{
    d->shared.store = store;
    d->audit.setStore(store);
    d->access.setStore(store);
}

QStringList Server::urls() const
{
    QStringList urls;
    for (const Endpoint &endpoint : d->endpoints)
        urls << (d->tls.context() ? QStringLiteral("wss://%1/") : QStringLiteral("ws://%1/"))
                    .arg(endpoint.toString());
    return urls;
}

const Config &Server::config() const
{
    return *d->config;
}

ReloadReport Server::applyConfig(const Config &config)
{
    const std::shared_ptr<const Config> applied = resolved(config);
    ReloadReport report = configChange(d->running.get(), *d->config, *applied);
    d->config = applied;
    d->shared.setLimits(applied->limits, applied->history, applied->admin.closed, applied->userCap);
    d->admin.setConfig(*applied);
    if (const Result<void> used = d->shared.auth.apply(applied->auth); !used)
        qCWarning(lcServer).noquote()
            << used.error().text + QStringLiteral("; the keys that are in use stay");
    if (d->pool)
        d->pool->postToAll([config = d->config](WorkerCore &core) { core.setConfig(config); });
    if (d->running && d->tls.context() && applied->tls.isEnabled())
        d->reloadTls(report);
    return report;
}

Result<QStringList> Server::reloadCertificates()
{
    if (!d->running || !d->tls.context())
        return Error{Error::Code::Invalid, QStringLiteral("the server does not use TLS")};
    return d->tls.reload(d->config->tls.isEnabled() ? d->config->tls : d->running->tls);
}

QDateTime Server::certificateExpiry() const
{
    return d->tls.context() ? d->tls.context()->validUntil() : QDateTime();
}

void Server::broadcast(const QString &text)
{
    d->post(Send{AllConnections(), MessageType::Text, text.toUtf8()});
}

void Server::broadcast(const QByteArray &binary)
{
    d->post(Send{AllConnections(), MessageType::Binary, binary});
}

void Server::send(ConnectionId connection, const QString &text)
{
    d->post(Send{std::vector{connection}, MessageType::Text, text.toUtf8()});
}

void Server::send(ConnectionId connection, const QByteArray &binary)
{
    d->post(Send{std::vector{connection}, MessageType::Binary, binary});
}

void Server::kick(ConnectionId connection, quint16 code, const QString &reason)
{
    d->post(Kick{std::vector{connection}, code, reason});
}

void Server::close(ConnectionId connection)
{
    d->post(Close{std::vector{connection}});
}

ServerStreams &Server::streams()
{
    return d->streams;
}

CommandDispatcher &Server::commands()
{
    return d->commands;
}

AuditTrail &Server::audit()
{
    return d->audit;
}

void Server::connectNotify(const QMetaMethod &signal)
{
    QObject::connectNotify(signal);
    d->updateConnectedSignals();
}

void Server::disconnectNotify(const QMetaMethod &signal)
{
    QObject::disconnectNotify(signal);
    // Qt may hold the mutex here that isSignalConnected() locks.
    d->mailbox.post([this] { d->updateConnectedSignals(); });
}

} // namespace signalbox
