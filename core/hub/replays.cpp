#include "core/hub/replays.h"

#include "core/session/connection.h"

#include <algorithm>
#include <utility>

namespace signalbox {

Replays::~Replays()
{
    for (const auto &[client, replays] : m_replays) {
        for (const Replay &replay : replays)
            replay.stream->detach();
    }
}

bool Replays::start(Connection &connection, Requester &&requester, const QString &room,
                    const StreamPosition &head, const ReplayStart &start)
{
    const bool isComplete = start.after >= head.seq;
    const ConnectionId client = requester.client;
    ReplayHandler &handler = *this;
    auto stream = std::make_unique<ReplayStream>(handler, ++m_lastNumber, std::move(requester), room,
                                                 head.epoch, start, isComplete);
    m_replays[client].push_back({&connection, stream.get()});
    connection.sendStream(std::move(stream));
    return !isComplete;
}

std::optional<QString> Replays::handle(ReplayChunk &&chunk)
{
    const auto [connection, stream, holdsRoom] = find(chunk.client, chunk.replay);
    if (!stream)
        return std::nullopt; // nothing more is sent to the client
    const bool wasComplete = stream->isComplete();
    stream->take(std::move(chunk));
    if (!stream->isInRead())
        connection->continueStreams();
    const bool isFree = holdsRoom && !wasComplete && stream->isComplete();
    return isFree ? std::optional(stream->room()) : std::nullopt;
}

void Replays::limit(ConnectionId client, const QString &room, quint64 seq)
{
    const auto found = m_replays.find(client);
    if (found == m_replays.end())
        return;
    for (auto &[connection, stream, holdsRoom] : found->second) {
        if (stream->room() != room || !std::exchange(holdsRoom, false))
            continue; // of another room, or of a membership before
        stream->limit(seq);
        connection->continueStreams();
    }
}

void Replays::remove(ConnectionId client)
{
    const auto found = m_replays.find(client);
    if (found == m_replays.end())
        return;
    for (const Replay &replay : found->second)
        replay.stream->detach();
    m_replays.erase(found);
}

void Replays::readReplay(ReplayStream &replay)
{
    m_link.request(m_link.shardOf(replay.room()),
                   ReplayRead{replay.requester().client, m_link.thread(), replay.number(), replay.room(),
                              replay.position()});
}

void Replays::handleProduced(ReplayStream &replay, qsizetype bytes, bool isLast)
{
    find(replay.requester().client, replay.number()).connection->countStreamed(bytes, isLast);
    if (isLast)
        m_counters.out.add(true, replay.produced(), 1);
}

void Replays::handleDestroyed(ReplayStream &replay)
{
    const Requester &requester = replay.requester();
    const auto found = m_replays.find(requester.client);
    const auto entry = std::ranges::find(found->second, &replay, &Replay::stream);
    Connection &connection = *entry->connection;
    found->second.erase(entry);
    if (found->second.empty())
        m_replays.erase(found);
    connection.removeInFlight(requester.credit);
    connection.charge(-requester.reserved);
}

Replays::Replay Replays::find(ConnectionId client, quint64 number) const
{
    const auto found = m_replays.find(client);
    if (found == m_replays.end())
        return {};
    const auto entry = std::ranges::find_if(
        found->second, [number](const Replay &replay) { return replay.stream->number() == number; });
    return entry == found->second.end() ? Replay() : *entry;
}

} // namespace signalbox
