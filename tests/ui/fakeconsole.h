#pragma once

// A Console without a server: records the commands of the window, and emits what a test wants. No command
// finishes by itself: the test calls finish(). Only start() and stop() succeed at once, unless a test
// requests a failure.

#include "core/console/console.h"
#include "core/model/query.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace signalbox {

//! A command that the window ran.
struct FakeCommand
{
    ActionId action{};
    CommandBody body;
};

//! The subscriptions of one stream, all of which emit what the test wants.
template <typename Interface>
class FakeStream
{
public:
    std::unique_ptr<Interface> subscribe() { return std::make_unique<Subscription>(m_subscriptions); }
    bool hasSubscribers() const { return !m_subscriptions->empty(); }
    template <typename Function>
    void forEach(const Function &function)
    {
        for (Interface *subscription : std::vector(*m_subscriptions))
            function(*subscription);
    }

private:
    using Subscriptions = std::vector<Interface *>;

    class Subscription final : public Interface
    {
    public:
        explicit Subscription(const std::shared_ptr<Subscriptions> &all)
            : m_all(all)
        {
            all->push_back(this);
        }
        ~Subscription() override { std::erase(*m_all, this); }
        void acknowledge() override {}

    private:
        std::shared_ptr<Subscriptions> m_all;
    };

    std::shared_ptr<Subscriptions> m_subscriptions = std::make_shared<Subscriptions>();
};

class FakeConnections final : public ConnectionsApi
{
public:
    std::unique_ptr<ConnectionsSubscription> subscribe(const SubscriptionOptions &) override
    {
        return m_stream.subscribe();
    }
    std::unique_ptr<ClosedSubscription> subscribeClosed(const SubscriptionOptions &) override
    {
        return m_closed.subscribe();
    }
    void requestDetails(ConnectionId connection) override { m_detailRequests.push_back(connection); }
    void report(const ConnectionReport &report) { Q_EMIT detailsReported(report); }
    //! The connections whose details were requested since the last call.
    std::vector<ConnectionId> takeDetailRequests() { return std::exchange(m_detailRequests, {}); }

    bool isWatched() const { return m_stream.hasSubscribers(); }

    void emitReset();
    void emitChanged(const ConnectionDelta &delta);
    void add(std::vector<ConnectionSnapshot> snapshots);
    bool isWatchedForClosed() const { return m_closed.hasSubscribers(); }
    void emitClosed(const ClosedBatch &batch)
    {
        m_closed.forEach([&](ClosedSubscription &subscription) { Q_EMIT subscription.closed(batch); });
    }
    void change(ConnectionId id, const Activity &activity);
    void remove(const std::vector<ConnectionId> &ids, const ConnectionEnd &end = {});

private:
    FakeStream<ConnectionsSubscription> m_stream;
    FakeStream<ClosedSubscription> m_closed;
    std::vector<ConnectionId> m_detailRequests;
};

class FakeMessages final : public MessagesApi
{
public:
    std::unique_ptr<MessagesSubscription> subscribe(const SubscriptionOptions &) override
    {
        return std::make_unique<Subscription>(*this);
    }

    bool isWatched() const { return !m_subscriptions->empty(); }
    //! What was asked for last.
    const std::vector<ConnectionId> &followed() const { return m_followed; }
    const std::vector<ConnectionId> &controlled() const { return m_controlled; }
    //! How many batches were acknowledged.
    int acknowledged() const { return m_acknowledged; }

    void emitLogged(const LogBatch &batch)
    {
        for (MessagesSubscription *subscription : std::vector(*m_subscriptions))
            Q_EMIT subscription->logged(batch);
    }

private:
    using Subscriptions = std::vector<MessagesSubscription *>;

    class Subscription final : public MessagesSubscription
    {
    public:
        explicit Subscription(FakeMessages &messages)
            : m_messages(messages)
            , m_all(messages.m_subscriptions)
        {
            m_all->push_back(this);
        }
        ~Subscription() override { std::erase(*m_all, this); }
        void acknowledge() override { ++m_messages.m_acknowledged; }
        void follow(const std::vector<ConnectionId> &connections) override
        {
            m_messages.m_followed = connections;
        }
        void showControlFrames(const std::vector<ConnectionId> &connections) override
        {
            m_messages.m_controlled = connections;
        }

    private:
        FakeMessages &m_messages;
        std::shared_ptr<Subscriptions> m_all;
    };

    std::shared_ptr<Subscriptions> m_subscriptions = std::make_shared<Subscriptions>();
    std::vector<ConnectionId> m_followed;
    std::vector<ConnectionId> m_controlled;
    int m_acknowledged = 0;
};

class FakeRooms final : public RoomsApi
{
public:
    std::unique_ptr<RoomsSubscription> subscribe(const SubscriptionOptions &) override;
    void requestMembers(const QString &room) override { m_requests += room; }

    bool isWatched() const { return !m_subscriptions->empty(); }
    Query filter() const { return m_filter; }
    //! The rooms whose members were requested since the last call.
    QStringList takeRequests() { return std::exchange(m_requests, {}); }

    void list(std::vector<RoomSnapshot> rooms, quint64 leftOut = 0, TimePoint at = {});
    void listMembers(const RoomMembers &members) { Q_EMIT membersListed(members); }

private:
    class Subscription;
    using Subscriptions = std::vector<RoomsSubscription *>;

    std::shared_ptr<Subscriptions> m_subscriptions = std::make_shared<Subscriptions>();
    QStringList m_requests;
    Query m_filter; //!< set last
};

class FakeBans final : public BansApi
{
public:
    std::unique_ptr<BansSubscription> subscribe(const SubscriptionOptions &) override
    {
        return m_stream.subscribe();
    }

    bool isWatched() const { return m_stream.hasSubscribers(); }
    void list(const std::vector<Ban> &bans)
    {
        m_stream.forEach([&](BansSubscription &subscription) { Q_EMIT subscription.listed(bans); });
    }

private:
    FakeStream<BansSubscription> m_stream;
};

class FakeNodes final : public NodesApi
{
public:
    std::unique_ptr<NodesSubscription> subscribe(const SubscriptionOptions &) override
    {
        return m_stream.subscribe();
    }

    bool isWatched() const { return m_stream.hasSubscribers(); }
    void report(const ClusterStatus &status)
    {
        m_stream.forEach([&](NodesSubscription &subscription) { Q_EMIT subscription.reported(status); });
    }

private:
    FakeStream<NodesSubscription> m_stream;
};

class FakeControl final : public ServerControlApi
{
public:
    ServerStatus status() const override { return m_status; }
    void start(const QStringList &listeners) override;
    void stop() override;
    void reloadCertificates() override { Q_EMIT certificatesReloaded(m_certificateReload); }
    //! What the next ones of reloadCertificates() report.
    void setCertificateReload(const CertificateReload &result) { m_certificateReload = result; }
    std::unique_ptr<StatsSubscription> subscribeStats(const SubscriptionOptions &) override
    {
        return m_stats.subscribe();
    }
    std::unique_ptr<EventsSubscription> subscribeEvents(const SubscriptionOptions &) override
    {
        return m_events.subscribe();
    }

    bool isWatched() const { return m_stats.hasSubscribers(); }
    const std::vector<QStringList> &starts() const { return m_starts; } //!< the listeners of each start()
    int stopCount() const { return m_stopCount; }

    //! The next start() fails with \a error about \a listeners instead of succeeding.
    void failNextStart(const Error &error, const QStringList &listeners);
    void setStatus(const ServerStatus &status);
    bool isWatchedForEvents() const { return m_events.hasSubscribers(); }
    void emitEvents(const ServerEventBatch &batch)
    {
        m_events.forEach([&](EventsSubscription &subscription) { Q_EMIT subscription.changed(batch); });
    }
    void emitStats(const ServerStats &stats)
    {
        m_stats.forEach([&](StatsSubscription &subscription) { Q_EMIT subscription.measured(stats); });
    }

private:
    ServerStatus m_status{ServerState::Stopped, {}, {}, {QStringLiteral("127.0.0.1:8080")}, {}};
    std::vector<QStringList> m_starts;
    int m_stopCount = 0;
    CertificateReload m_certificateReload;
    FakeStream<StatsSubscription> m_stats;
    FakeStream<EventsSubscription> m_events;
    std::optional<Error> m_nextError;
    QStringList m_nextErrorListeners;
};

class FakeConsole final : public Console
{
public:
    FakeConsole()
        : Console({Actor::Kind::Window, {}})
    {
    }

    FakeConnections &connections() override { return m_connections; }
    FakeMessages &messages() override { return m_messages; }
    FakeRooms &rooms() override { return m_rooms; }
    FakeBans &bans() override { return m_bans; }
    FakeNodes &nodes() override { return m_nodes; }
    FakeControl &control() override { return m_control; }
    using Console::run;
    ActionId run(const Command &command) override;

    const std::vector<FakeCommand> &commands() const { return m_commands; }
    //! The command recorded last as a \a Kind, a struct of core/model/command.h.
    template <typename Kind>
    const Kind &last() const
    {
        return std::get<Kind>(m_commands.back().body);
    }
    //! Ends the command recorded last.
    void finishLast(std::vector<ActionOutcome> outcomes, quint64 delivered = 0);
    //! The same with one \a outcome for each of its connections, which were given by id.
    void finishLast(Outcome outcome);
    void finish(const ActionReport &report) { Q_EMIT actionFinished(report); }

private:
    std::vector<FakeCommand> m_commands;
    FakeConnections m_connections;
    FakeMessages m_messages;
    FakeRooms m_rooms;
    FakeBans m_bans;
    FakeNodes m_nodes;
    FakeControl m_control;
};

//! Returns the status of a server that listens on `127.0.0.1:`\a port.
ServerStatus runningStatus(quint16 port = 8080);

//! Returns \a count realistic connections with ids from \a firstId on: three rooms, several browsers and
//! tools, IPv4 and IPv6, latencies in every band (some have none), a few closing or with a queue. All times
//! are before \a now.
std::vector<ConnectionSnapshot> sampleConnections(int count, quint64 firstId = 1, WallTime now = wallNow());

} // namespace signalbox
