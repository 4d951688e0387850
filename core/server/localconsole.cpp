#include "core/server/localconsole.h"

#include "core/server/server.h"
#include "core/server/serverfeed.h"
#include "core/wire/preparedmessage.h"

#include <QTimer>

namespace signalbox {

namespace {

constexpr std::chrono::milliseconds StatsInterval{500};

PreparedMessage prepared(MessageType type, const QByteArray &payload)
{
    return PreparedMessage(type == MessageType::Text ? Opcode::Text : Opcode::Binary, payload);
}

enum class Subject : quint8 { Connections, Messages, Rooms };

//! Whose face reports it.
Subject subjectOf(ActionKind kind)
{
    switch (kind) {
    case ActionKind::Send:
        return Subject::Messages;
    case ActionKind::PutIntoRoom:
    case ActionKind::TakeOutOfRoom:
        return Subject::Rooms;
    case ActionKind::Kick:
    case ActionKind::Close:
    case ActionKind::Ping:
        break;
    }
    return Subject::Connections;
}

CloseReason kickReason(quint16 code, const QString &text)
{
    const quint16 sendable = isSendableCloseCode(code) ? code : causeInfo(Cause::Kicked).code;
    return CloseReason::custom(Cause::Kicked, sendable, text);
}

class LocalConnections final : public ConnectionsApi
{
public:
    explicit LocalConnections(ServerFeed &feed)
        : m_feed(feed)
    {
        connect(&feed, &ServerFeed::connectionsReset, this, &ConnectionsApi::reset);
        connect(&feed, &ServerFeed::connectionsChanged, this, &ConnectionsApi::changed);
        connect(&feed, &ServerFeed::actionFinished, this, [this](const ActionReport &report) {
            if (subjectOf(report.kind) == Subject::Connections)
                Q_EMIT actionFinished(report);
        });
    }

    void watch(bool on) override { m_feed.watchConnections(on); }
    ActionId kick(const std::vector<ConnectionId> &ids, quint16 code, const QString &reason) override
    {
        return m_feed.kick(ids, kickReason(code, reason));
    }
    ActionId kickUser(const QString &user, quint16 code, const QString &reason) override
    {
        return m_feed.kickUser(user, kickReason(code, reason));
    }
    ActionId close(const std::vector<ConnectionId> &ids) override { return m_feed.close(ids); }
    ActionId closeAll() override { return m_feed.closeAll(); }
    ActionId ping(const std::vector<ConnectionId> &ids) override { return m_feed.ping(ids); }

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
        connect(&feed, &ServerFeed::actionFinished, this, [this](const ActionReport &report) {
            if (subjectOf(report.kind) == Subject::Messages)
                Q_EMIT actionFinished(report);
        });
    }

    void watch(bool on) override { m_feed.watchMessages(on); }
    ActionId sendToAll(MessageType type, const QByteArray &payload) override
    {
        return m_feed.sendToAll(prepared(type, payload));
    }
    ActionId sendToRoom(const QString &room, MessageType type, const QByteArray &payload) override
    {
        return m_feed.sendToRoom(room, prepared(type, payload));
    }
    ActionId sendTo(const std::vector<ConnectionId> &ids, MessageType type,
                    const QByteArray &payload) override
    {
        return m_feed.sendTo(ids, prepared(type, payload));
    }
    ActionId sendToUser(const QString &user, MessageType type, const QByteArray &payload) override
    {
        return m_feed.sendToUser(user, prepared(type, payload));
    }

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
        connect(&feed, &ServerFeed::actionFinished, this, [this](const ActionReport &report) {
            if (subjectOf(report.kind) == Subject::Rooms)
                Q_EMIT actionFinished(report);
        });
    }

    void watch(bool on) override { m_feed.rooms().watch(on); }
    void setFilter(const QString &part) override { m_feed.rooms().setFilter(part); }
    void requestMembers(const QString &room) override { m_feed.rooms().requestMembers(room); }
    ActionId putInto(const std::vector<ConnectionId> &ids, const QString &room) override
    {
        return m_feed.putIntoRoom(ids, room);
    }
    ActionId takeOutOf(const std::vector<ConnectionId> &ids, const QString &room) override
    {
        return m_feed.takeOutOfRoom(ids, room);
    }

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
    {
    }

    LocalConnections connections;
    LocalMessages messages;
    LocalRooms rooms;
    LocalControl control;
};

LocalConsole::LocalConsole(Server &server)
    : d(std::make_unique<Private>(server))
{
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

} // namespace signalbox
