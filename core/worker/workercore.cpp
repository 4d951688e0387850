#include "core/worker/workercore.h"

#include "core/observe/verdictof.h"
#include "core/protocol/envelopewriter.h"
#include "core/transport/descriptorshares.h"
#include "core/worker/banchecks.h"
#include "core/worker/configrules.h"
#include "core/worker/gaterules.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <fcntl.h>

#include <algorithm>

namespace signalbox {

Q_LOGGING_CATEGORY(lcConnections, "signalbox.connections", QtInfoMsg)

namespace {

constexpr Milliseconds IdleBeforeEviction{1000}; // a request that is on its way has arrived by then
constexpr int MaxEvictions = 16;                 // for one client
constexpr qsizetype MaxOrigin = 512;             // characters kept for the console

} // namespace

WorkerCore::WorkerCore(IoLoop &loop, WorkerContext context, std::shared_ptr<const Config> config,
                       std::shared_ptr<const TlsContext> tls, SharedState &shared, WorkerReports reports)
    : m_context(std::move(context))
    , m_config(std::move(config))
    , m_rules(upgradeRulesOf(*m_config))
    , m_shared(shared)
    , m_counters(shared.counters.of(m_context.index))
    , m_reports(std::move(reports))
    , m_loop(loop)
    , m_loadShedder(m_loop, shared.memory, m_sockets, shared.ledger, [this] { m_hub.checkMemory(); })
    , m_sockets(m_loop, shared.ledger, shared.unfinishedHeads, m_context.loadBalancer.of(m_context.index),
                [this] { reportWhenDrained(); })
    , m_proxyHeaders(
          m_loop,
          [this](const std::shared_ptr<AcceptedSocket> &client, const std::optional<Endpoint> &source) {
              setSource(*client, source);
          },
          [this](AcceptedSocket &client, const Refusal &refusal) { refuseProxied(client, refusal); })
    , m_hub(m_loop, m_connectionEvents, hubRulesOf(*m_config), shared.roomLedger, shared.memory, m_counters,
            {m_context.index, &m_context.bus, shared.historyStore, shared.directory, shared.broker,
             m_context.closeReplaced})
    , m_hubInbox(m_hub.messageHandler(), [this] { m_loop.post([this] { m_hubInbox.run(); }); })
    , m_relay(m_loop, shared.connectedSignals, m_reports.events)
    , m_connectionCollector(m_loop, m_reports.delta)
    , m_messageCollector(m_loop, m_reports.log, &shared.followedBytes, m_reports.logBacklog)
    , m_refusedCollector(m_loop, m_reports.refused)
    , m_userSessions(m_loop, shared.userArrivals, m_context.closeReplaced)
    , m_post(m_loop)
    , m_commands(m_loop, m_connections, m_hub, shared.bans, shared.auth.revocations, m_reports.action)
    , m_drainer(m_loop, m_connections, shared.drainRateLimiter,
                {[this](Connection &connection, const CloseReason &why) { announceDrain(connection, why); },
                 [this] { abortAll(); }})
    , m_gate(m_loop, shared.auth, m_counters, [this] { return nextId(); })
    , m_upgradeHandler(
          m_loop, m_rules, [this](const ClientSocket &socket) { return m_sockets.confirm(socket); }, &m_gate,
          [this](const ClientSocket &socket, const ClientAddress &address) {
              return admitAddress(socket, address);
          })
    , m_jobs(m_loop)
    , m_liveTokens(m_connections, m_hub, m_jobs)
    , m_refusalSummary(WheelTimer::of<&WorkerCore::summariseRefusals>(this))
{
    m_sockets.setTls(std::move(tls));
    setGateRules();
    connect(&m_upgradeHandler, &UpgradeHandler::upgraded, this, &WorkerCore::upgraded);
    connect(&m_hub.clients(), &LocalClients::messageTaken, this, &WorkerCore::received);
    connect(&m_hub.clients(), &LocalClients::departed, this, &WorkerCore::closed);
    connect(&m_hub.clients(), &LocalClients::identityChanged, this, &WorkerCore::identityChanged);
    connect(&m_hub.clients(), &LocalClients::roomRefused, this, &WorkerCore::roomRefused);
    connect(&m_connectionEvents, &ConnectionEvents::closing, this,
            [this](const Connection *connection) { m_userSessions.closing(connection->id()); });
    connect(&m_connectionEvents, &ConnectionEvents::ended, this, &WorkerCore::ended);
    connect(&m_connectionEvents, &ConnectionEvents::pinged, this,
            [this](Connection *connection, bool answered) {
                const std::optional<LatencyReading> reading = connection->activity().latency;
                m_commands.tracker().pinged(
                    connection->id(), answered && reading ? std::optional(reading->last) : std::nullopt);
            });
    connect(&m_connectionEvents, &ConnectionEvents::workPaused, this,
            [this](Connection *connection, Milliseconds wait) {
                m_shared.eventLog.workPaused(connection->info(), wait, m_loop.wallNow());
            });
    connect(&m_connectionEvents, &ConnectionEvents::rateExceeded, this,
            [this](Connection *connection, const char *setting, Milliseconds wait) {
                m_shared.eventLog.rateExceeded(connection->info(), QLatin1StringView(setting), wait,
                                               m_loop.wallNow());
            });
    connect(&m_connectionEvents, &ConnectionEvents::messageDropped, this,
            [this] { m_counters.dropped.add({"rate"}); });
    connect(&m_upgradeHandler, &UpgradeHandler::refused, this, &WorkerCore::refused);
    m_loop.measureLag(&m_counters.loopLag);
}

WorkerCore::~WorkerCore()
{
    m_post.close();
}

void WorkerCore::end()
{
    m_acceptors.clear();
    m_sockets.abortAll(CloseReason::of(Cause::Shutdown));
    m_refusedCollector.flush();
    m_messageCollector.flush();
    m_shared.refusalLog.writeAll();
    // Closed sockets and connections are deleted while their thread still has its loop.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void WorkerCore::listen(std::vector<ListeningSocket> sockets)
{
    for (ListeningSocket &socket : sockets) {
        m_acceptors.push_back(std::make_unique<Acceptor>(
            m_loop, std::move(socket), [this](AcceptedClient &&client) { accepted(std::move(client)); },
            [this](const Endpoint &listener, const QString &why) {
                m_shared.eventLog.acceptingPaused(listener, why, m_loop.wallNow());
            }));
    }
    if (!m_acceptors.empty())
        m_shared.readiness = Readiness::Ready;
}

void WorkerCore::setConfig(std::shared_ptr<const Config> config)
{
    m_config = std::move(config);
    m_hub.setRules(hubRulesOf(*m_config));
    m_rules = upgradeRulesOf(*m_config);
    m_upgradeHandler.setRules(m_rules);
    setGateRules();
}

void WorkerCore::setGateRules()
{
    m_liveTokens.set(m_config->auth.tokens);
    Gate::Rules rules = gateRulesOf(*m_config, m_shared, m_loop, m_post);
    m_hub.setAuth(clientAuthOf(rules, m_shared, m_counters, m_userSessions, m_loop, m_post));
    m_gate.setRules(std::move(rules));
}

void WorkerCore::accepted(AcceptedClient &&client)
{
    const QHostAddress address = client.peer.address;
    const Admission admission = admit(client);
    if (admission != Admission::Admitted) {
        reject(std::move(client), admission);
        return;
    }
    const std::size_t worker = m_context.loadBalancer.least();
    const UnfinishedHeads::Added added =
        m_shared.unfinishedHeads.add(address, worker, m_loop.now(), m_config->limits.unfinishedHeads);
    const auto acceptedSocket =
        std::make_shared<AcceptedSocket>(std::move(client), added.ticket, m_shared.ledger,
                                         m_shared.unfinishedHeads, m_context.loadBalancer.of(worker));
    if (worker == m_context.index)
        take(acceptedSocket);
    else
        m_context.handOver(worker, acceptedSocket);
    for (const UnfinishedHeads::Evicted &peer : added.evicted)
        evict(peer);
}

// A proxy that is trusted does not count by its address: whom it connects for is known later, and is counted then.
Admission WorkerCore::admit(AcceptedClient &client)
{
    if (!makeRoom(client))
        return Admission::NoDescriptors;
    if (!m_shared.memory.admits())
        return Admission::MemoryFull;
    client.isExempt = m_rules->trustedProxies.contains(client.peer.address);
    if (!client.isExempt && m_rules->policy.proxyProtocol == ProxyProtocol::Required)
        return Admission::NotProxied;
    const Admission admission = m_shared.ledger.admit(client.countedAddress(), m_loop.now());
    if (admission != Admission::Admitted || client.isExempt || !isBanned(m_shared.bans, client.peer.address))
        return admission;
    m_shared.ledger.release(client.countedAddress(), false);
    return Admission::AddressBanned;
}

void WorkerCore::take(const std::shared_ptr<AcceptedSocket> &acceptedSocket)
{
    if (m_isDraining)
        return; // accepted before all workers began to drain
    const ProxyProtocol protocol = m_rules->policy.proxyProtocol;
    if (acceptedSocket->client().isExempt && protocol != ProxyProtocol::Off)
        m_proxyHeaders.read(acceptedSocket, protocol == ProxyProtocol::Required, m_config->limits.handshake);
    else
        receive(*acceptedSocket);
}

void WorkerCore::setSource(AcceptedSocket &acceptedSocket, const std::optional<Endpoint> &source)
{
    const bool isProxy = source && m_rules->trustedProxies.contains(source->address);
    Admission admission =
        source ? acceptedSocket.setSource(*source, isProxy, m_loop.now()) : Admission::Admitted;
    if (admission == Admission::Admitted && source && !isProxy && isBanned(m_shared.bans, source->address))
        admission = Admission::AddressBanned;
    if (admission == Admission::Admitted)
        receive(acceptedSocket);
    else
        reject(acceptedSocket.takeRefused(), admission);
}

Admission WorkerCore::admitAddress(const ClientSocket &socket, const ClientAddress &address)
{
    const Admission admission = m_sockets.readmit(socket, address);
    return admission == Admission::Admitted && isBanned(m_shared.bans, address.peer.address)
               ? Admission::AddressBanned
               : admission;
}

void WorkerCore::refuseProxied(AcceptedSocket &acceptedSocket, const Refusal &refusal)
{
    m_upgradeHandler.refuseAtOnce(acceptedSocket.takeRefused(), refusal);
}

void WorkerCore::receive(AcceptedSocket &acceptedSocket)
{
    m_upgradeHandler.receive(m_sockets.add(acceptedSocket.takeClient(), acceptedSocket.ticket(),
                                           socketSettingsOf(m_config->limits, m_counters, m_loadShedder)));
}

// When only the reserve of descriptors is left: peers that have said nothing for long make room, and the client
// moves to a descriptor below the reserve. Those of other threads make room for the next clients. Returns false
// if the client has to be refused.
bool WorkerCore::makeRoom(AcceptedClient &client)
{
    if (client.supply == DescriptorSupply::Plenty)
        return true;
    for (int i = 0; i < MaxEvictions; ++i) {
        const auto idle = m_shared.unfinishedHeads.evictAddedBy(m_loop.now() - IdleBeforeEviction);
        if (!idle)
            break;
        evict(*idle);
    }
    if (client.supply == DescriptorSupply::Last)
        return false;
    UniqueFd lowest(::fcntl(client.socket.get(), F_DUPFD_CLOEXEC, 0));
    if (!lowest || DescriptorShares::now().isReserved(lowest.get()))
        return false;
    client.socket = std::move(lowest);
    return true;
}

void WorkerCore::evict(const UnfinishedHeads::Evicted &peer)
{
    if (peer.worker == m_context.index)
        evict(peer.ticket);
    else
        m_context.evict(peer);
}

void WorkerCore::evict(UnfinishedHeads::Ticket ticket)
{
    if (ClientSocket *socket = m_sockets.findUnfinished(ticket))
        m_upgradeHandler.evict(*socket);
    else
        m_proxyHeaders.refuse(ticket, notAdmitted(503, "unfinished_head"));
}

ConnectionId WorkerCore::nextId()
{
    return m_shared.connectionIds.next(m_context.index, m_context.loadBalancer.size());
}

void WorkerCore::upgraded(ClientSocket *socket, const Admitted &admitted, QWebSocket *webSocket,
                          BridgeSocket *bridge, Entry &entry)
{
    const QString &user = entry.identity.user.isEmpty() ? admitted.user : entry.identity.user;
    ConnectionInfo info;
    info.id = entry.id.isNull() ? nextId() : entry.id;
    info.peer = socket->peer();
    info.proxy = socket->address().proxy;
    info.isExempt = socket->address().isExempt;
    info.listener = socket->listener();
    info.path = m_texts.shared(admitted.path);
    info.room = m_texts.shared(admitted.room);
    if (!entry.awaitsToken)
        info.user = user.isEmpty() ? guestName(info.id) : user;
    info.userAgent = m_texts.shared(admitted.userAgent);
    info.origin = m_texts.shared(QString::fromUtf8(admitted.origin).left(MaxOrigin));
    info.subprotocol = m_texts.shared(QString::fromLatin1(admitted.subprotocol));
    info.connectedAt = m_loop.wallNow();
    info.tls = socket->tlsNames();

    socket->setOutboxPolicy(admitted.outboxPolicy);
    auto owned = std::make_unique<Connection>(std::move(info), m_loop, m_connectionEvents, *socket, webSocket,
                                              bridge, FrameLimits{admitted.maxMessage}, m_config->heartbeat,
                                              admitted.deflate, m_config->limits.work);
    Connection &connection = *owned;
    if (admitted.authMode != AuthMode::None && !entry.awaitsToken)
        connection.setIdentity(entry.identity);
    const LimitSettings &limits = m_config->limits;
    connection.limitRate(limits.messagesPerSecond, limits.bytesPerSecond, limits.ratePolicy);
    connection.limitLifetime(limits.maxLifetime);
    connection.setUpgrade(m_heads, admitted.requestHead, admitted.extensions);
    m_connections.add(std::move(owned));
    m_counters.accepted.add(connection.info().listener);
    qCDebug(lcConnections, "%s: opened, %s", qPrintable(connection.info().id.toString()),
            qPrintable(connection.info().peer.toString()));
    m_relay.opened(connection);
    m_connectionCollector.opened(connection);
    m_userSessions.hold(connection.id(), std::move(entry.place));
    if (!user.isEmpty())
        m_userSessions.opened(connection.id(), user);

    m_hub.add(&connection, {admitted.kind, admitted.isEnvelope ? Dialect::Envelope : Dialect::Plain,
                            admitted.maxMessage, admitted.authMode});
    // What they look for may be newer than the decision about the request.
    m_liveTokens.apply(connection);
    if (!m_commands.closeIfUnwanted(connection) && m_isDraining)
        connection.close(m_drainReason);
}

void WorkerCore::identityChanged(Connection *connection, const QString &formerUser)
{
    const QString &user = connection->info().user;
    m_connectionCollector.identityChanged(*connection);
    if (formerUser.isEmpty() && !connection->identity()->user.isEmpty())
        m_userSessions.opened(connection->id(), user);
    // In a cluster a place may have been waited for behind the token.
    if (formerUser.isEmpty() && m_shared.directory)
        m_post.post([this, id = connection->id()] { applyNews(id); });
}

//! To a connection that has authenticated a moment ago: what has been changed meanwhile.
void WorkerCore::applyNews(ConnectionId id)
{
    Connection *connection = m_connections.find(id);
    if (!connection)
        return;
    m_liveTokens.apply(*connection);
    m_commands.closeIfUnwanted(*connection);
}

void WorkerCore::received(Connection *connection, Opcode opcode, const QByteArray &payload)
{
    m_relay.message(*connection, opcode, payload);
}

void WorkerCore::closed(Connection *connection, const ConnectionEnd &end)
{
    const Verdict verdict = remember(*connection, end);
    qCDebug(lcConnections, "%s: closed, %s %d: %s", qPrintable(connection->id().toString()),
            causeInfo(end.cause).name, end.code, qPrintable(verdictText(verdict)));
    m_counters.ended.add(connection->info().listener);
    m_counters.disconnects.add(DisconnectKey::of(end));
    if (verdict.kind != VerdictKind::RoomRefused) // roomRefused() has named that limit
        m_shared.eventLog.closed(connection->info(), end.cause, m_loop.wallNow());
    m_relay.closed(*connection, end);
    m_connectionCollector.closed(*connection, end);
    m_connections.setClosed(*connection);
}

Verdict WorkerCore::remember(const Connection &connection, const ConnectionEnd &end)
{
    EndEvidence evidence = connection.evidence();
    addLimit(evidence, m_config->limits, m_config->hub, m_config->userCap);
    m_userSessions.closed(connection.info(), evidence);
    Activity activity = connection.activity();
    activity.queuedBytes = evidence.queuedBytes;
    return m_shared.recentlyClosed.add({connection.info(), activity, end, m_loop.wallNow()}, evidence);
}

void WorkerCore::ended(Connection *connection, bool clean)
{
    m_commands.tracker().connectionEnded(connection->id(), clean);
    m_connections.release(*connection);
}

void WorkerCore::drain(const CloseReason &reason, Milliseconds timeout)
{
    m_isDraining = true;
    m_drainReason = reason;
    m_shared.readiness = Readiness::Draining;
    m_acceptors.clear();
    m_sockets.abortPending();
    m_proxyHeaders.refuseAll(Refusal::unanswered("draining"));
    m_drainer.begin(reason, timeout);
    reportWhenDrained();
}

void WorkerCore::announceDrain(const Connection &connection, const CloseReason &reason)
{
    LocalClient *client = m_hub.clients().find(connection.id());
    if (!client || client->terms.dialect != Dialect::Envelope)
        return;
    m_hub.clients().sendEnvelope(*client,
                                 envelope::notice({.kind = envelope::Notice::Kind::Drain,
                                                   .text = QStringLiteral("the server is restarting"),
                                                   .code = reason.code}));
}

void WorkerCore::abortAll()
{
    m_isDraining = true;
    m_acceptors.clear();
    m_proxyHeaders.refuseAll(Refusal::unanswered("draining"));
    m_sockets.abortAll(m_drainReason);
    reportWhenDrained();
}

void WorkerCore::reportWhenDrained()
{
    if (!m_isDraining || !m_sockets.isEmpty() || !m_connections.isEmpty() ||
        std::exchange(m_hasReportedDrained, true))
        return;
    m_relay.flush(); // every connectionClosed() comes before the end of the run
    m_reports.drained();
}

void WorkerCore::sendSnapshot(quint64 request)
{
    m_reports.snapshot(request, m_connectionCollector.snapshot(m_connections.all()));
}

ConnectionReport WorkerCore::report(ConnectionId id) const
{
    const Connection *connection = m_connections.find(id);
    return connection ? connection->report() : ConnectionReport{.id = id};
}

void WorkerCore::collectConnections(bool on)
{
    if (!on)
        m_connectionCollector.end(m_connections.all());
}

void WorkerCore::collectMessages(bool on)
{
    m_messageCollector.reset();
    m_hub.setTap(on ? &m_messageCollector : nullptr);
    if (!on)
        watchMessages({});
}

void WorkerCore::collectRefused(bool on)
{
    if (on)
        m_refusedCollector.begin();
    else
        m_refusedCollector.end();
}

void WorkerCore::returnCredit(ConnectionId id, qint64 bytes)
{
    if (Connection *connection = m_connections.find(id))
        connection->removeInFlight(bytes);
}

WorkerStats WorkerCore::measure() const
{
    WorkerStats stats;
    for (const Connection *connection : m_connections.all()) {
        const Activity activity = connection->activity();
        ++stats.connections;
        stats.queuedBytes += activity.queuedBytes;
        if (activity.latency)
            stats.latencies.push_back(activity.latency->smoothed);
    }
    return stats;
}

} // namespace signalbox
