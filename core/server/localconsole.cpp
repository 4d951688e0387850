#include "core/server/localconsole.h"

#include "core/server/audittrail.h"
#include "core/server/commanddispatcher.h"
#include "core/server/server.h"
#include "core/server/serverstreams.h"

namespace signalbox {

namespace {

class LocalConnections final : public ConnectionsApi
{
public:
    explicit LocalConnections(ServerStreams &streams)
        : m_streams(streams)
    {
        connect(&streams, &ServerStreams::detailsReported, this, &ConnectionsApi::detailsReported);
    }

    std::unique_ptr<ConnectionsSubscription> subscribe(const SubscriptionOptions &options) override
    {
        return m_streams.connections().subscribe(options);
    }
    std::unique_ptr<ClosedSubscription> subscribeClosed(const SubscriptionOptions &options) override
    {
        return m_streams.closed().subscribe(options);
    }
    void requestDetails(ConnectionId connection) override { m_streams.requestDetails(connection); }

private:
    ServerStreams &m_streams;
};

class LocalMessages final : public MessagesApi
{
public:
    explicit LocalMessages(ServerStreams &streams)
        : m_streams(streams)
    {
    }

    std::unique_ptr<MessagesSubscription> subscribe(const SubscriptionOptions &options) override
    {
        return m_streams.messages().subscribe(options);
    }

private:
    ServerStreams &m_streams;
};

class LocalRooms final : public RoomsApi
{
public:
    explicit LocalRooms(ServerStreams &streams)
        : m_streams(streams)
    {
        connect(&streams, &ServerStreams::membersListed, this, &RoomsApi::membersListed);
    }

    std::unique_ptr<RoomsSubscription> subscribe(const SubscriptionOptions &options) override
    {
        return m_streams.rooms().subscribe(options);
    }
    void requestMembers(const QString &room) override { m_streams.requestMembers(room); }

private:
    ServerStreams &m_streams;
};

class LocalBans final : public BansApi
{
public:
    explicit LocalBans(ServerStreams &streams)
        : m_streams(streams)
    {
    }

    std::unique_ptr<BansSubscription> subscribe(const SubscriptionOptions &options) override
    {
        return m_streams.bans().subscribe(options);
    }

private:
    ServerStreams &m_streams;
};

class LocalNodes final : public NodesApi
{
public:
    explicit LocalNodes(ServerStreams &streams)
        : m_streams(streams)
    {
    }

    std::unique_ptr<NodesSubscription> subscribe(const SubscriptionOptions &options) override
    {
        return m_streams.nodes().subscribe(options);
    }

private:
    ServerStreams &m_streams;
};

class LocalControl final : public ServerControlApi
{
public:
    LocalControl(Server &server, const Actor &actor)
        : m_server(server)
        , m_actor(actor)
    {
        const auto report = [this] { Q_EMIT statusChanged(status()); };
        connect(&server, &Server::started, this, report);
        connect(&server, &Server::draining, this, report);
        connect(&server, &Server::stopped, this, report);
    }

    ServerStatus status() const override
    {
        ServerStatus status;
        status.state = m_server.state() == Server::State::Running    ? ServerState::Running
                       : m_server.state() == Server::State::Draining ? ServerState::Draining
                                                                     : ServerState::Stopped;
        status.urls = m_server.urls();
        for (const QString &url : status.urls)
            status.pageUrls << QStringLiteral("http") + url.mid(2); // ws → http, wss → https
        for (const Endpoint &endpoint : m_server.config().server.listen)
            status.listeners << endpoint.toString();
        if (const std::optional<Endpoint> open = m_server.adminEndpoint()) // its port, if any was asked for
            status.adminListener = open->toString();
        else if (const std::optional<Endpoint> &admin = m_server.config().server.adminListen)
            status.adminListener = admin->toString();
        status.adminFailure = m_server.adminFailure();
        status.origins = m_server.config().policy.origins;
        status.hosts = m_server.config().policy.hosts;
        return status;
    }

    void start(const QStringList &listeners) override
    {
        const Config before = m_server.config();
        if (!listeners.isEmpty()) {
            Config config = before;
            config.server.listen.clear();
            for (const QString &text : listeners) {
                const Result<Endpoint> endpoint = parseEndpoint(text);
                if (!endpoint) {
                    Q_EMIT startFailed(endpoint.error(), {});
                    return;
                }
                config.server.listen.push_back(*endpoint);
            }
            m_server.applyConfig(config);
        }
        const Result<void> started = m_server.start();
        m_server.audit().acted(m_actor, AdminAct::What::Start, started ? QString() : started.error().text);
        if (!started) {
            m_server.streams().events().log().add(ServerStartFailed{started.error().text}, wallNow());
            if (m_server.state() == Server::State::Stopped)
                m_server.applyConfig(before); // what did not work must not become the configuration
            Q_EMIT startFailed(started.error(), m_server.listenFailures());
        }
    }

    void stop() override
    {
        m_server.audit().acted(m_actor, AdminAct::What::Stop);
        m_server.stop();
    }

    void reloadCertificates() override
    {
        const Result<QStringList> changed = m_server.reloadCertificates();
        CertificateReload result;
        if (changed)
            result.changed = *changed;
        else
            result.failure = changed.error().text;
        result.validUntil = WallTime(Milliseconds(m_server.certificateExpiry().toMSecsSinceEpoch()));
        m_server.audit().acted(m_actor, AdminAct::What::ReloadCertificates, result.failure);
        Q_EMIT certificatesReloaded(result);
    }

    std::unique_ptr<StatsSubscription> subscribeStats(const SubscriptionOptions &options) override
    {
        return m_server.streams().stats().subscribe(options);
    }
    std::unique_ptr<EventsSubscription> subscribeEvents(const SubscriptionOptions &options) override
    {
        return m_server.streams().events().subscribe(options);
    }

private:
    Server &m_server;
    Actor m_actor;
};

} // namespace

struct LocalConsole::Private
{
    Private(Server &server, const Actor &actor)
        : connections(server.streams())
        , messages(server.streams())
        , rooms(server.streams())
        , bans(server.streams())
        , nodes(server.streams())
        , control(server, actor)
        , commands(server.commands())
    {
    }

    LocalConnections connections;
    LocalMessages messages;
    LocalRooms rooms;
    LocalBans bans;
    LocalNodes nodes;
    LocalControl control;
    CommandDispatcher &commands;
};

LocalConsole::LocalConsole(Server &server, const Actor &actor)
    : Console(actor)
    , d(std::make_unique<Private>(server, actor))
{
    connect(&d->commands, &CommandDispatcher::finished, this, &Console::actionFinished);
}

LocalConsole::~LocalConsole() = default;

ConnectionsApi &LocalConsole::connections()
{
    return d->connections;
}

MessagesApi &LocalConsole::messages()
{
    return d->messages;
}

RoomsApi &LocalConsole::rooms()
{
    return d->rooms;
}

BansApi &LocalConsole::bans()
{
    return d->bans;
}

NodesApi &LocalConsole::nodes()
{
    return d->nodes;
}

ServerControlApi &LocalConsole::control()
{
    return d->control;
}

ActionId LocalConsole::run(const Command &command)
{
    return d->commands.run(command);
}

} // namespace signalbox
