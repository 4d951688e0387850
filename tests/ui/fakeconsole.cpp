#include "tests/ui/fakeconsole.h"

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

struct Peer
{
    const char *user;
    const char *address;
    const char *agent;
    const char *origin;
};

constexpr std::array<Peer, 8> Peers{{
    {"alice", "127.0.0.1",
     "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
     "http://localhost:8080"},
    {"bob", "192.168.1.24", "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0",
     "https://chat.example.org"},
    {"guest-", "10.0.3.117", "", ""},
    {"kiosk-hall", "10.0.3.9", "node-ws/8.16.0", ""},
    {"\xE5\xB0\x8F\xE6\x98\x8E", "2001:db8:85a3::8a2e:370:7334",
     "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15",
     "https://chat.example.org"},
    {"sensor-14", "172.16.254.3", "Python/3.11 websockets/12.0", ""},
    {"J\xC3\xBCrgen", "203.0.113.77", "Dart/3.2 (dart:io)", "https://m.example.net"},
    {"guest-", "::1", "wscat/5.2.0", ""},
}};
constexpr std::array<const char *, 3> Rooms{"lobby", "trading", "support"};
constexpr std::array<qint64, 7> LatenciesUs{350, 2'400, 18'000, 64'000, 142'000, 310'000, 1'250'000};

ConnectionSnapshot sampleConnection(int number, quint64 id, WallTime now)
{
    const std::size_t n = std::size_t(number);
    const Peer &peer = Peers[n % Peers.size()];
    QString user = QString::fromUtf8(peer.user);
    if (user.endsWith(u'-'))
        user += QString::number(id);

    ConnectionSnapshot snapshot;
    ConnectionInfo &info = snapshot.info;
    info.id = ConnectionId(id);
    info.peer = {QHostAddress(QString::fromLatin1(peer.address)),
                 quint16(40'000 + number % 20'000 * 37 % 20'000)};
    info.listener = {QHostAddress(QHostAddress::LocalHost), 8080};
    info.room = QString::fromLatin1(Rooms[n % Rooms.size()]);
    info.path = info.room == "lobby"_L1 ? u"/ws"_s : u"/room/"_s + info.room;
    info.user = user;
    info.userAgent = QString::fromUtf8(peer.agent);
    info.origin = QString::fromUtf8(peer.origin);
    info.subprotocol = number % 4 == 3 ? u"chat.v2"_s : QString();
    info.connectedAt = now - std::chrono::seconds(3 + qint64(number) * number * 11 % (90 * 86'400));

    Activity &activity = snapshot.activity;
    activity.state = number % 13 == 12 ? ConnectionState::Closing : ConnectionState::Open;
    activity.traffic.messagesIn = quint64(number * 17 % 900);
    activity.traffic.messagesOut = quint64(number * 411 % 12'345);
    activity.traffic.bytesIn = activity.traffic.messagesIn * 83;
    activity.traffic.bytesOut = activity.traffic.messagesOut * 512;
    activity.queuedBytes = number % 9 == 8 ? qint64(number) * 9'000 : 0;
    activity.lastTraffic = qMax(info.connectedAt, now - std::chrono::seconds(number * 7 % 260));
    if (number % 10 != 9) {
        const Nanoseconds smoothed = std::chrono::microseconds(LatenciesUs[n % LatenciesUs.size()]);
        activity.latency = LatencyReading{smoothed + smoothed / 20, smoothed, smoothed / 8};
    }
    return snapshot;
}

} // namespace

void FakeConnections::emitReset()
{
    m_stream.forEach([](ConnectionsSubscription &subscription) { Q_EMIT subscription.reset(); });
}

void FakeConnections::emitChanged(const ConnectionDelta &delta)
{
    m_stream.forEach([&](ConnectionsSubscription &subscription) { Q_EMIT subscription.changed(delta); });
}

void FakeConnections::add(std::vector<ConnectionSnapshot> snapshots)
{
    ConnectionDelta delta;
    delta.added = std::move(snapshots);
    emitChanged(delta);
}

void FakeConnections::change(ConnectionId id, const Activity &activity)
{
    ConnectionDelta delta;
    delta.changed.push_back({id, activity});
    emitChanged(delta);
}

void FakeConnections::remove(const std::vector<ConnectionId> &ids, const ConnectionEnd &end)
{
    ConnectionDelta delta;
    for (const ConnectionId id : ids)
        delta.removed.push_back({id, end});
    emitChanged(delta);
}

class FakeRooms::Subscription final : public RoomsSubscription
{
public:
    explicit Subscription(FakeRooms &rooms)
        : m_rooms(rooms)
        , m_all(rooms.m_subscriptions)
    {
        m_all->push_back(this);
    }
    ~Subscription() override { std::erase(*m_all, this); }

    void acknowledge() override {}
    void setFilter(const Query &filter) override { m_rooms.m_filter = filter; }

private:
    FakeRooms &m_rooms;
    std::shared_ptr<Subscriptions> m_all;
};

std::unique_ptr<RoomsSubscription> FakeRooms::subscribe(const SubscriptionOptions &)
{
    return std::make_unique<Subscription>(*this);
}

void FakeRooms::list(std::vector<RoomSnapshot> rooms, quint64 leftOut, TimePoint at)
{
    const RoomReport report{at, {std::move(rooms), leftOut}};
    for (RoomsSubscription *subscription : std::vector(*m_subscriptions))
        Q_EMIT subscription->listed(report);
}

ActionId FakeConsole::run(const Command &command)
{
    m_commands.push_back({ActionId(m_commands.size() + 1), command.body});
    return m_commands.back().action;
}

void FakeConsole::finishLast(std::vector<ActionOutcome> outcomes, quint64 delivered)
{
    Q_ASSERT(!m_commands.empty());
    const FakeCommand &command = m_commands.back();
    Q_EMIT actionFinished({command.action, {{}, command.body}, std::move(outcomes), delivered});
}

void FakeConsole::finishLast(Outcome outcome)
{
    std::vector<ActionOutcome> outcomes;
    for (const ConnectionId id : std::get<std::vector<ConnectionId>>(targetOf(m_commands.back().body)))
        outcomes.push_back({id, outcome});
    finishLast(std::move(outcomes));
}

void FakeControl::start(const QStringList &listeners)
{
    m_starts.push_back(listeners);
    if (m_nextError) {
        const Error error = *std::exchange(m_nextError, std::nullopt);
        ListenFailures failures;
        for (const QString &listener : m_nextErrorListeners)
            failures.push_back({*parseEndpoint(listener), error});
        Q_EMIT startFailed(error, failures);
        return;
    }
    ServerStatus status = m_status;
    const QStringList asked = listeners.isEmpty() ? status.listeners : listeners;
    status.state = ServerState::Running;
    status.urls.clear();
    status.pageUrls.clear();
    for (const QString &listener : asked) {
        status.urls += u"ws://"_s + listener + u'/';
        status.pageUrls += u"http://"_s + listener + u'/';
    }
    setStatus(status);
}

void FakeControl::stop()
{
    ++m_stopCount;
    setStatus({ServerState::Stopped, {}, {}, m_status.listeners, m_status.adminListener});
}

void FakeControl::failNextStart(const Error &error, const QStringList &listeners)
{
    m_nextError = error;
    m_nextErrorListeners = listeners;
}

void FakeControl::setStatus(const ServerStatus &status)
{
    m_status = status;
    Q_EMIT statusChanged(m_status);
}

ServerStatus runningStatus(quint16 port)
{
    const QString listener = u"127.0.0.1:"_s + QString::number(port);
    return {ServerState::Running,
            {u"ws://"_s + listener + u'/'},
            {u"http://"_s + listener + u'/'},
            {listener},
            {}};
}

std::vector<ConnectionSnapshot> sampleConnections(int count, quint64 firstId, WallTime now)
{
    std::vector<ConnectionSnapshot> snapshots;
    snapshots.reserve(std::size_t(count));
    for (int i = 0; i < count; ++i)
        snapshots.push_back(sampleConnection(i, firstId + quint64(i), now));
    return snapshots;
}

} // namespace signalbox
