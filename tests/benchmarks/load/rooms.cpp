#include "rooms.h"

#include <algorithm>
#include <cstdio>

namespace load {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t Timeout = 120 * Second;

QByteArray nameOf(int room)
{
    return "room-" + QByteArray::number(room);
}

} // namespace

Rooms::Rooms(const Options &options)
    : Workload(options)
    , m_message(Dialect::contentOfSize(options.dialect, options.size))
    , m_rooms(std::size_t(options.rooms))
    , m_stride(std::max(options.connections / options.members, 1))
    , m_isClosedLoop(options.rate == 0)
{
    for (Room &room : m_rooms)
        room.next.resize(std::size_t(options.members));
}

int Rooms::memberOf(int room, int position) const
{
    return (room + position * m_stride) % m_options.connections;
}

std::optional<int> Rooms::positionOf(int room, int client) const
{
    const int connections = m_options.connections;
    const int distance = ((client - room) % connections + connections) % connections;
    const int position = distance / m_stride;
    return distance % m_stride == 0 && position < m_options.members ? std::optional(position) : std::nullopt;
}

QJsonObject Rooms::run()
{
    if (m_options.dialect == Dialect::Kind::Plain || m_options.members > m_options.connections)
        return failure("rooms needs a dialect with rooms, and no more members than connections");
    if (!m_swarm.connectAll() ||
        !m_swarm.serve(steadyNow() + Timeout, [this] { return m_ready == m_options.connections; }))
        return failure("not all clients could connect");
    pause("connected");
    m_measurement.begin();
    if (!joinAll())
        return failure("not all rooms could be joined");
    m_measurement.finish();
    const double memberships = double(m_joined);
    const QJsonObject joining = m_measurement.toJson();
    pause("joined");

    m_measurement.begin();
    const std::int64_t begin = steadyNow();
    m_end = begin + seconds(m_options.duration);
    if (m_isClosedLoop) {
        for (int i = 0; i < m_options.inFlight; ++i)
            publishNext(steadyNow());
        m_swarm.serve(m_end);
    } else {
        const double interval = double(Second) / m_options.rate;
        std::int64_t due = begin;
        for (quint64 i = 0; due < m_end;) {
            for (; due <= steadyNow() && due < m_end; ++i, due = begin + std::int64_t(double(i) * interval))
                publishNext(due);
            m_swarm.turn(due);
        }
    }
    m_swarm.serve(steadyNow() + seconds(m_options.drain), [this] { return hasAllArrived(); });
    m_measurement.finish();
    pause("published");
    for (const Room &room : m_rooms)
        m_measurement.lost += room.published * quint64(m_options.members) - room.delivered;
    QJsonObject json = m_measurement.toJson();
    json.insert(u"memberships"_s, memberships);
    json.insert(u"joins_per_second"_s, memberships / joining[u"seconds"_s].toDouble());
    json.insert(u"join_cpu_ns"_s,
                joining[u"cpu_share"_s].toDouble() * joining[u"seconds"_s].toDouble() * 1e9 / memberships);
    json.insert(u"join_broker_cpu_ns"_s, joining[u"broker_cpu_share"_s].toDouble() *
                                             joining[u"seconds"_s].toDouble() * 1e9 / memberships);
    json.insert(u"close_codes"_s, closeCodes());
    return json;
}

//! Lets the runner look at what the servers use.
void Rooms::pause(const char *ended) const
{
    if (!m_options.pauses)
        return;
    std::puts(ended);
    std::fflush(stdout);
    while (true) {
        const int c = std::getchar();
        if (c == '\n' || c == EOF)
            return;
    }
}

bool Rooms::joinAll()
{
    constexpr int AtOnce = 256;
    m_isJoining = true;
    for (int i = 0; i < AtOnce; ++i)
        joinNext();
    const quint64 all = quint64(m_options.rooms) * quint64(m_options.members);
    const bool done = m_swarm.serve(steadyNow() + Timeout, [&] { return m_joined == all; });
    m_isJoining = false;
    return done;
}

void Rooms::joinNext()
{
    const auto members = quint64(m_options.members);
    if (m_joining == quint64(m_options.rooms) * members)
        return;
    const int room = int(m_joining / members);
    const int member = memberOf(room, int(m_joining % members));
    m_swarm.at(std::size_t(member)).send(Dialect::join(m_options.dialect, nameOf(room), m_joining++));
}

void Rooms::publishNext(std::int64_t due)
{
    const quint64 number = m_due.size();
    const int room = int(number % m_rooms.size());
    const auto publisher = std::size_t(memberOf(room, 0));
    m_due.push_back(due);
    ++m_inFlight;
    ++m_measurement.sent;
    Stamp{std::uint16_t(room), m_rooms[std::size_t(room)].published++, due}.write(m_message.data());
    m_swarm.at(publisher).send(Dialect::publication(m_options.dialect, nameOf(room), m_message, number));
}

void Rooms::message(Client &client, QByteArrayView payload)
{
    using Kind = Dialect::Incoming::Kind;
    const Dialect::Incoming incoming = Dialect::read(m_options.dialect, payload);
    switch (incoming.kind) {
    case Kind::Message:
        return take(client, incoming.content);
    case Kind::Ack:
        if (m_isJoining) {
            ++m_joined;
            joinNext();
        } else if (incoming.id < m_due.size()) {
            m_measurement.acks.add(steadyNow() - m_due[incoming.id]);
        }
        return;
    case Kind::Ready:
        ++m_ready;
        return;
    case Kind::Request:
        return client.send(incoming.content);
    case Kind::Other:
        return;
    }
}

void Rooms::take(const Client &client, QByteArrayView content)
{
    const std::int64_t now = steadyNow();
    const std::optional<Stamp> stamp = Stamp::read(content);
    const std::optional<int> position =
        stamp && stamp->sender < m_rooms.size() ? positionOf(stamp->sender, client.number()) : std::nullopt;
    if (!position || m_rooms[stamp->sender].next[std::size_t(*position)] != stamp->sequence) {
        ++m_measurement.outOfOrder;
        return;
    }
    Room &room = m_rooms[stamp->sender];
    ++room.next[std::size_t(*position)];
    ++m_measurement.received;
    m_measurement.latency.add(now - stamp->due);
    const auto servers = int(m_options.targets.size());
    if (client.number() % servers != memberOf(stamp->sender, 0) % servers)
        m_measurement.elsewhere.add(now - stamp->due);
    if (++room.delivered % quint64(m_options.members) == 0) {
        --m_inFlight;
        if (m_isClosedLoop && now < m_end)
            publishNext(now);
    }
}

bool Rooms::hasAllArrived() const
{
    return m_inFlight == 0;
}

} // namespace load
