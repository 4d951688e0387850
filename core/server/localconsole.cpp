#include "core/server/localconsole.h"

#include "core/server/commanddispatcher.h"
#include "core/server/server.h"
#include "core/server/serverfeed.h"

#include <QTimer>

namespace signalbox {

namespace {

constexpr std::chrono::milliseconds StatsInterval{500};

class LocalConnections final : public ConnectionsApi
{
public:
    explicit LocalConnections(ServerFeed &feed)
        : m_feed(feed)
    {
        connect(&feed, &ServerFeed::connectionsReset, this, &ConnectionsApi::reset);
        connect(&feed, &ServerFeed::connectionsChanged, this, &ConnectionsApi::changed);
    }

    void watch(bool on) override { m_feed.watchConnections(on); }

private:
    ServerFeed &m_feed;
};

class LocalMessages final : public MessagesApi
{
public:
    explicit LocalMessages(ServerFeed &feed)
        : m_feed(feed)
    {
        connect(&feed, &ServerFeed::messagesLogged, this, &MessagesApi::logged);
    }

    void watch(bool on) override { m_feed.watchMessages(on); }

private:
    ServerFeed &m_feed;
};

class LocalRooms final : public RoomsApi
{
public:
    explicit LocalRooms(ServerFeed &feed)
        : m_feed(feed)
    {
        connect(&feed.rooms(), &RoomsFeed::listed, this, &RoomsApi::listed);
        connect(&feed.rooms(), &RoomsFeed::membersListed, this, &RoomsApi::membersListed);
    }

    void watch(bool on) override { m_feed.rooms().watch(on); }
    void setFilter(const QString &part) override { m_feed.rooms().setFilter(part); }
    void requestMembers(const QString &room) override { m_feed.rooms().requestMembers(room); }

private:
    ServerFeed &m_feed;
};

class LocalControl final : public ServerControlApi
{
public:
    explicit LocalControl(Server &server)
        : m_server(server)
    {
        const auto tell = [this] { Q_EMIT statusChanged(status()); };
        connect(&server, &Server::started, this, tell);
        connect(&server, &Server::draining, this, tell);
        connect(&server, &Server::stopped, this, tell);
        connect(&server.feed(), &ServerFeed::statsMeasured, this, &ServerControlApi::statsTicked);
        m_statsTimer.setInterval(StatsInterval);
        connect(&m_statsTimer, &QTimer::timeout, &server.feed(), &ServerFeed::requestStats);
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
        return status;
    }

    void start(const QStringList &listeners) override
    {
        if (!listeners.isEmpty()) {
            Config config = m_server.config();
            config.server.listen.clear();
            for (const QString &text : listeners) {
                const Result<Endpoint> endpoint = parseEndpoint(text);
                if (!endpoint) {
                    Q_EMIT startFailed(endpoint.error(), text);
                    return;
                }
                config.server.listen.push_back(*endpoint);
            }
            m_server.applyConfig(config);
        }
        if (const Result<void> started = m_server.start(); !started)
            Q_EMIT startFailed(started.error(), status().listeners.join(QStringLiteral(", ")));
    }

    void stop() override { m_server.stop(); }

    void watchStats(bool on) override
    {
        if (on)
            m_statsTimer.start();
        else
            m_statsTimer.stop();
    }

private:
    Server &m_server;
    QTimer m_statsTimer;
};

} // namespace

struct LocalConsole::Private
{
    explicit Private(Server &server)
        : connections(server.feed())
        , messages(server.feed())
        , rooms(server.feed())
        , control(server)
        , commands(server.commands())
    {
    }

    LocalConnections connections;
    LocalMessages messages;
    LocalRooms rooms;
    LocalControl control;
    CommandDispatcher &commands;
};

LocalConsole::LocalConsole(Server &server, const Actor &actor)
    : Console(actor)
    , d(std::make_unique<Private>(server))
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

ServerControlApi &LocalConsole::control()
{
    return d->control;
}

ActionId LocalConsole::run(const Command &command)
{
    return d->commands.run(command);
}

} // namespace signalbox
