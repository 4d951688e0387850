#include "core/hub/replays.h"

#include "core/hub/messageentries.h"
#include "core/hub/messagetap.h"
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
    m_replays[client].push_back({&connection, stream.get(), true, m_tap ? Clock::now() : TimePoint(), {}});
    connection.sendStream(std::move(stream));
    return !isComplete;
}

std::optional<QString> Replays::handle(ReplayChunk &&chunk)
{
    const Replay *replay = find(chunk.client, chunk.replay);
    if (!replay)
        return std::nullopt; // nothing more is sent to the client
    Connection *connection = replay->connection;
    ReplayStream *stream = replay->stream;
    const bool holdsRoom = replay->holdsRoom;
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
    for (Replay &replay : found->second) {
        if (replay.stream->room() != room || !std::exchange(replay.holdsRoom, false))
            continue; // of another room, or of a membership before
        replay.stream->limit(seq);
        replay.connection->continueStreams();
    }
}

void Replays::remove(ConnectionId client)
{
    const auto found = m_replays.find(client);
    if (found == m_replays.end())
        return;
    for (const Replay &replay : found->second) {
        m_logged -= replay.logged.size();
        replay.stream->detach();
    }
    m_replays.erase(found);
}

void Replays::readReplay(ReplayStream &replay)
{
    m_link.request(m_link.shardOf(replay.room()),
                   ReplayRead{replay.requester().client, m_link.thread(), replay.number(), replay.room(),
                              replay.position()});
}

void Replays::handleProduced(ReplayStream &stream, const FragmentSource::Fragment &fragment)
{
    Replay &replay = *find(stream.requester().client, stream.number());
    replay.connection->countStreamed(fragment.text.size(), fragment.isLast);
    if (m_tap)
        keepForLog(replay, fragment.text);
    if (!fragment.isLast)
        return;
    m_counters.out.add(true, stream.produced(), 1);
    if (m_tap && m_tap->wants(replay.connection, stream.produced()))
        log(replay);
}

//! A text that is not logged from its beginning on, or for which there is no room, is not kept.
void Replays::keepForLog(Replay &replay, const QByteArray &text)
{
    const qsizetype before = replay.stream->produced() - text.size();
    const bool isFollowed = replay.connection->isFollowed(); // few, each with one text at a time
    if (replay.logged.size() != before || (!isFollowed && m_logged >= MaxLogged))
        return;
    const qsizetype more = loggedSize(*replay.connection, before + text.size()) - before;
    replay.logged.append(text.first(std::max<qsizetype>(more, 0)));
    m_logged += replay.logged.size() - before;
}

void Replays::log(const Replay &replay)
{
    LogEntry entry = sentEntry(*replay.connection, Opcode::Text, replay.logged, true);
    entry.envelopeType = "history";
    entry.kind = MessageKind::Answer;
    entry.room = replay.stream->room();
    entry.messages = replay.stream->messages();
    entry.size = replay.stream->produced();
    entry.at = replay.queuedAt; // what was sent meanwhile is behind it
    m_tap->add(std::move(entry));
}

void Replays::handleDestroyed(ReplayStream &replay)
{
    const Requester &requester = replay.requester();
    const auto found = m_replays.find(requester.client);
    const auto entry = std::ranges::find(found->second, &replay, &Replay::stream);
    Connection &connection = *entry->connection;
    m_logged -= entry->logged.size();
    found->second.erase(entry);
    if (found->second.empty())
        m_replays.erase(found);
    connection.removeInFlight(requester.credit);
    connection.charge(-requester.reserved);
}

//! Null: nothing more is sent to the client.
Replays::Replay *Replays::find(ConnectionId client, quint64 number)
{
    const auto found = m_replays.find(client);
    if (found == m_replays.end())
        return nullptr;
    const auto entry = std::ranges::find_if(
        found->second, [number](const Replay &replay) { return replay.stream->number() == number; });
    return entry == found->second.end() ? nullptr : &*entry;
}

} // namespace signalbox
