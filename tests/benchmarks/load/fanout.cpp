#include "fanout.h"

#include <algorithm>
#include <set>

namespace load {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype FloodAhead = 128 * 1024; // bound for the unsent bytes of a flooding publisher

} // namespace

FanOut::FanOut(const Options &options)
    : Workload(options)
    , m_message(Dialect::contentOfSize(options.dialect, options.size))
    , m_members(std::size_t(options.connections))
    , m_published(std::size_t(options.publishers))
    , m_due(m_published.size())
{
    for (Member &member : m_members)
        member.next.resize(m_published.size());
}

QJsonObject FanOut::run()
{
    constexpr std::int64_t Timeout = 60 * Second;
    if (!m_swarm.connectAll() ||
        !m_swarm.serve(steadyNow() + Timeout, [this] { return m_ready == m_options.connections; }))
        return failure("not all clients could connect");
    // A server may still be adding the last clients to the room after their handshake.
    m_swarm.serve(steadyNow() + Second / 2);
    if (!phase(m_options.warmUp))
        return failure("messages were lost while warming up");
    for (Client &client : m_swarm.clients()) {
        if (!isFast(client))
            client.setReading(false);
    }
    phase(m_options.duration);
    countLosses();
    QJsonObject json = result();
    if (m_options.slow > 0) {
        wakeTheSlow();
        json.insert(u"close_codes_of_slow"_s, closeCodes());
    }
    return json;
}

QJsonObject FanOut::result()
{
    QJsonObject json = m_measurement.toJson();
    json.insert(u"close_codes"_s, closeCodes());
    std::set<quint64> orders;
    quint64 open = 0;
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        open += m_swarm.at(i).isOpen() ? 1 : 0;
        if (m_swarm.at(i).isOpen() && isFast(m_swarm.at(i)))
            orders.insert(m_members[i].order);
    }
    json.insert(u"different_orders"_s, qint64(orders.size()));
    json.insert(u"open_at_end"_s, qint64(open));
    json.insert(u"server_pings_seen"_s, qint64(m_swarm.pingsSeen()));
    if (m_pongs.count() > 0) {
        json.insert(u"pongs"_s, qint64(m_pongs.count()));
        json.insert(u"pong_p99_us"_s, double(m_pongs.percentile(0.99)) / 1000);
        json.insert(u"pong_max_us"_s, double(m_pongs.max()) / 1000);
    }
    return json;
}

//! Publishes for \a length seconds, then waits until all readers have received everything.
bool FanOut::phase(double length)
{
    m_measurement.begin();
    m_end = steadyNow() + seconds(length);
    if (m_options.flood)
        flood();
    else if (m_options.rate > 0)
        publishAtRate();
    else
        publishInTurn();
    const std::int64_t until = steadyNow() + seconds(m_options.drain);
    while (!haveAllReceivedEverything() && steadyNow() < until)
        turn(std::min(until, steadyNow() + Second / 10));
    m_measurement.finish();
    return haveAllReceivedEverything();
}

void FanOut::publishAtRate()
{
    const double interval = double(Second) / m_options.rate;
    const std::int64_t begin = steadyNow();
    std::int64_t due = begin;
    for (quint64 i = 0; due < m_end;) {
        for (; due <= steadyNow() && due < m_end; ++i, due = begin + std::int64_t(double(i) * interval))
            publish(i % m_published.size(), due);
        turn(due);
    }
}

//! message() publishes the following messages.
void FanOut::publishInTurn()
{
    for (int i = 0; i < m_options.inFlight; ++i) {
        for (std::size_t publisher = 0; publisher < m_published.size(); ++publisher)
            publish(publisher, steadyNow());
    }
    while (steadyNow() < m_end)
        turn(m_end);
}

void FanOut::flood()
{
    constexpr int Burst = 64; // messages per turn, so that receiving keeps up with sending
    while (steadyNow() < m_end) {
        bool isAnyReady = false;
        for (std::size_t publisher = 0; publisher < m_published.size(); ++publisher) {
            Client &client = m_swarm.at(publisher);
            for (int i = 0; i < Burst && client.isOpen() && client.unsentBytes() < FloodAhead; ++i) {
                publish(publisher, steadyNow());
                isAnyReady = true;
            }
        }
        turn(isAnyReady ? 0 : m_end);
    }
}

void FanOut::publish(std::size_t publisher, std::int64_t due)
{
    Client &client = m_swarm.at(publisher);
    if (!client.isOpen())
        return;
    Stamp{std::uint16_t(publisher), m_published[publisher]++, due}.write(m_message.data());
    ++m_measurement.sent;
    if (m_options.dialect != Dialect::Kind::Plain)
        m_due[publisher].push_back(due);
    client.send(Dialect::publication(m_options.dialect, {}, m_message, m_published[publisher] - 1));
}

void FanOut::opened(Client &)
{
    if (m_options.dialect == Dialect::Kind::Plain)
        ++m_ready;
}

void FanOut::message(Client &client, QByteArrayView payload)
{
    using Kind = Dialect::Incoming::Kind;
    const Dialect::Incoming incoming = Dialect::read(m_options.dialect, payload);
    switch (incoming.kind) {
    case Kind::Message:
        return take(client, incoming.content);
    case Kind::Ack:
        return acknowledged(std::size_t(client.number()), incoming.id);
    case Kind::Ready:
        ++m_ready;
        return;
    case Kind::Request:
        return client.send(incoming.content);
    case Kind::Other:
        return;
    }
}

void FanOut::acknowledged(std::size_t publisher, quint64 id)
{
    if (publisher < m_due.size() && id < m_due[publisher].size())
        m_measurement.acks.add(steadyNow() - m_due[publisher][id]);
}

void FanOut::take(const Client &client, QByteArrayView payload)
{
    const std::int64_t now = steadyNow();
    Member &member = m_members[std::size_t(client.number())];
    const std::optional<Stamp> stamp = Stamp::read(payload);
    if (!stamp || stamp->sender >= m_published.size() || payload.size() != m_message.size() ||
        stamp->sequence < member.next[stamp->sender]) {
        ++m_measurement.outOfOrder;
        return;
    }
    m_measurement.lost += stamp->sequence - member.next[stamp->sender];
    member.next[stamp->sender] = stamp->sequence + 1;
    ++member.received;
    member.order = (member.order ^ (quint64(stamp->sender) << 32 | stamp->sequence)) * 0x9E3779B97F4A7C15u;
    ++m_measurement.received;
    m_measurement.latency.add(now - stamp->due);
    const auto servers = int(m_options.targets.size());
    if (client.number() % servers != stamp->sender % servers)
        m_measurement.elsewhere.add(now - stamp->due);
    const bool isOwn = stamp->sender == client.number();
    if (isOwn && m_options.rate == 0 && !m_options.flood && now < m_end)
        publish(stamp->sender, now);
}

bool FanOut::isFast(const Client &client) const
{
    return client.number() < m_options.connections - m_options.slow;
}

bool FanOut::haveAllReceivedEverything() const
{
    for (int i = 0; i < m_options.connections - m_options.slow; ++i) {
        if (m_members[std::size_t(i)].next != m_published)
            return false;
    }
    return true;
}

//! Counts missing messages at the end; gaps were counted before.
void FanOut::countLosses()
{
    for (int i = 0; i < m_options.connections - m_options.slow; ++i) {
        const Member &member = m_members[std::size_t(i)];
        for (std::size_t publisher = 0; publisher < m_published.size(); ++publisher)
            m_measurement.lost += m_published[publisher] - member.next[publisher];
    }
}

void FanOut::turn(std::int64_t until)
{
    if (m_options.pingInterval <= 0) {
        m_swarm.turn(until);
        return;
    }
    pingWhoIsDue();
    m_swarm.turn(std::min(until, m_nextPing));
}

//! Pings the clients in turn, each once per interval, except flooding publishers: their pings would wait behind
//! their own messages.
void FanOut::pingWhoIsDue()
{
    const std::int64_t step = seconds(m_options.pingInterval) / std::int64_t(m_members.size());
    const std::int64_t now = steadyNow();
    if (m_nextPing == 0)
        m_nextPing = now;
    for (; m_nextPing <= now; m_nextPing += step) {
        const std::size_t i = m_nextPinged++ % m_members.size();
        const bool floods = m_options.flood && i < m_published.size();
        if (floods || !isFast(m_swarm.at(i)) || m_members[i].pingSent != 0)
            continue;
        m_members[i].pingSent = now;
        m_swarm.at(i).ping("?");
    }
}

void FanOut::ponged(Client &client, QByteArrayView)
{
    Member &member = m_members[std::size_t(client.number())];
    if (member.pingSent != 0)
        m_pongs.add(steadyNow() - std::exchange(member.pingSent, 0));
}

//! Lets the slow clients read, to receive the Close of the server.
void FanOut::wakeTheSlow()
{
    constexpr std::int64_t Timeout = 10 * Second;
    for (Client &client : m_swarm.clients()) {
        if (!isFast(client) && client.isOpen())
            client.setReading(true);
    }
    m_swarm.serve(steadyNow() + Timeout, [this] {
        return std::ranges::none_of(m_swarm.clients(), [this](const Client &client) {
            return !isFast(client) && !client.hasEnded();
        });
    });
}

} // namespace load
