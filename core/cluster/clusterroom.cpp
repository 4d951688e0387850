#include "core/cluster/clusterroom.h"

#include <algorithm>
#include <utility>

namespace signalbox {

ClusterRoom::ClusterRoom(Host &host, const QString &name, RoomKeys keys)
    : m_host(host)
    , m_name(name)
    , m_keys(std::move(keys))
    , m_publisher({[this](const QueuedPublish &publish) { send(publish); },
                   [this](const QueuedPublish &publish, bool hasArrived) {
                       m_host.finished(publish, hasArrived);
                       if (!hasArrived)
                           emitEvent(StreamEvent::PublishFailed{publish.counter});
                   },
                   [this] { wantToAsk(); }})
{
}

ClusterRoom::~ClusterRoom()
{
    m_stream.reset();
    m_publisher.clear();
}

// ---- the stream

void ClusterRoom::open(OpenStream &&request, TimePoint deadline)
{
    closeStream();
    m_stream = Stream{request.stream, std::move(request.inbox)};
    m_limits = request.limits;
    m_openDeadline = deadline;
    if (m_isSubscribed)
        wantToAsk();
}

void ClusterRoom::close(quint64 stream)
{
    if (m_stream && m_stream->number == stream)
        closeStream();
}

void ClusterRoom::closeStream()
{
    if (!m_stream)
        return;
    m_stream.reset();
    m_closedAt = m_host.now();
    m_openDeadline.reset();
    m_isStale = m_isAsking;
    m_mustAsk = false;
    m_isBehind = false;
    m_deletions.clear();
    m_publisher.clear();
    m_feed.close();
    updateAllowed();
}

void ClusterRoom::emitEvent(StreamEvent::Content &&content, qint64 bytes)
{
    if (!m_stream)
        return;
    m_stream->inbox->add({m_stream->number, std::move(content)}, bytes);
    m_host.eventAdded();
}

void ClusterRoom::updateAllowed()
{
    m_publisher.setAllowed(m_isConnected && m_feed.isOpen());
}

void ClusterRoom::tick(TimePoint now)
{
    if (m_openDeadline && *m_openDeadline <= now) {
        m_openDeadline.reset();
        emitEvent(StreamEvent::OpenFailed());
    }
    if (m_askAt && *m_askAt <= now) {
        m_askAt.reset();
        wantToAsk();
    }
    m_publisher.expire(now);
    m_publisher.retry(now);
    expireDeletions(now);
    sendClear();
}

// ---- the position

void ClusterRoom::subscribed()
{
    m_isSubscribed = true;
    wantToAsk();
}

void ClusterRoom::linkUp()
{
    m_isConnected = true;
    updateAllowed();
}

void ClusterRoom::linkDown()
{
    m_isConnected = false;
    m_isSubscribed = false;
    updateAllowed();
}

void ClusterRoom::check()
{
    if (m_feed.isOpen() && !m_isAsking)
        wantToAsk(++m_checks % StateEvery == 0 ? Question::State : Question::Position);
}

void ClusterRoom::wantToAsk(Question question)
{
    if (!m_stream)
        return;
    if (m_isAsking) {
        m_mustAsk = true;
        return;
    }
    if (!m_isQueued || question == Question::State)
        m_question = question;
    if (!std::exchange(m_isQueued, true))
        m_host.wantToAsk(*this);
}

bool ClusterRoom::ask()
{
    m_isQueued = false;
    if (!m_stream || m_isAsking || !m_isConnected)
        return false; // asked when the channel is subscribed to again
    if (m_stream->inbox->isFull()) {
        m_isBehind = true;
        m_host.waitFor(*m_stream->inbox);
        return false;
    }
    m_isAsking = true;
    m_mustAsk = false;
    if (m_question == Question::Position) {
        compare();
        return true;
    }
    m_feed.asked();
    m_host.calls().synchronize(
        m_keys, {m_feed.position(), m_feed.lastId(), m_limits, m_feed.formerEpochs()},
        [&host = m_host, guard = m_host.guard(*this)](std::optional<RoomState> &&state) {
            host.hasAnswer();
            guard([&state](ClusterRoom &room) { room.answered(std::move(state)); });
        });
    return true;
}

void ClusterRoom::answered(std::optional<RoomState> &&state)
{
    m_isAsking = false;
    bool mustAsk = std::exchange(m_mustAsk, false);
    if (std::exchange(m_isStale, false)) {
        m_feed.dropWaiting();
        mustAsk = m_isSubscribed;
    } else if (state && m_stream) {
        mustAsk = m_feed.answered(std::move(*state)) || mustAsk;
        updateAllowed();
        m_publisher.retry(m_host.now());
    } else if (m_stream && m_isConnected) {
        m_askAt = m_host.now() + RoomPublisher::RetryEvery;
        return;
    } // else: asked again when it is subscribed to again
    if (mustAsk)
        wantToAsk();
}

void ClusterRoom::compare()
{
    m_host.calls().readPosition(m_keys,
                                [&host = m_host, guard = m_host.guard(*this),
                                 asked = m_feed.position()](const std::optional<StreamPosition> &found) {
                                    host.hasAnswer();
                                    guard([&](ClusterRoom &room) { room.compared(asked, found); });
                                });
}

void ClusterRoom::compared(const StreamPosition &asked, const std::optional<StreamPosition> &found)
{
    m_isAsking = false;
    bool mustAsk = std::exchange(m_mustAsk, false);
    if (std::exchange(m_isStale, false)) {
        m_feed.dropWaiting();
        mustAsk = m_isSubscribed;
    } else if (m_stream && !found) { // the state tells whether it is an error
        m_askAt = m_host.now() + RoomPublisher::RetryEvery;
        return;
    } else if (found) {
        // What was published since may have arrived before this answer.
        const StreamPosition &own = m_feed.position();
        mustAsk = mustAsk || found->epoch != own.epoch || found->epoch != asked.epoch ||
                  found->seq < asked.seq || found->seq > own.seq;
    }
    if (mustAsk)
        wantToAsk();
}

void ClusterRoom::take(RoomNews &&news)
{
    if (!m_stream)
        return;
    if (m_isBehind || (m_feed.isOpen() && m_stream->inbox->isFull())) {
        m_feed.dropWaiting();
        if (!std::exchange(m_isBehind, true))
            m_host.waitFor(*m_stream->inbox);
        return;
    }
    if (m_feed.take(std::move(news)))
        wantToAsk();
}

void ClusterRoom::resume()
{
    if (std::exchange(m_isBehind, false))
        wantToAsk();
}

// ---- what the feed delivers

void ClusterRoom::opened(const StreamPosition &position, std::vector<ReceivedPublication> &&tail,
                         bool isWhole, WallTime now)
{
    m_openDeadline.reset();
    qint64 bytes = 0;
    for (const ReceivedPublication &publication : tail)
        bytes += publication.size;
    // Before the failures of publications: they are of the numbering before.
    m_publisher.skipped(position);
    emitEvent(StreamEvent::Opened{position, std::move(tail), isWhole, now}, bytes);
}

void ClusterRoom::received(ReceivedPublication &&publication)
{
    const bool isOwn = m_stream && publication.id.run == m_stream->inbox->run();
    const bool isAwaited = isOwn && m_publisher.arrived(publication.id.counter);
    emitEvent(StreamEvent::Received{std::move(publication.message), isAwaited ? publication.id.counter : 0},
              publication.size);
}

void ClusterRoom::cleared(quint64 seq)
{
    emitEvent(StreamEvent::Cleared{seq});
}

// ---- what the shard asks for

void ClusterRoom::publish(QueuedPublish &&publish)
{
    m_limits = publish.limits;
    m_publisher.add(std::move(publish));
}

void ClusterRoom::send(const QueuedPublish &publish)
{
    const quint64 counter = publish.counter;
    m_host.calls().publish(
        m_keys, m_feed.position(), {m_stream->inbox->run(), counter}, publish,
        [guard = m_host.guard(*this), counter](const PublishAnswer &answer) {
            guard([&](ClusterRoom &room) { room.m_publisher.answered(counter, answer, room.m_host.now()); });
        });
}

void ClusterRoom::read(quint64 number, const RoomCalls::Read &read)
{
    m_host.calls().read(
        m_keys, read,
        [guard = m_host.guard(*this), number, stream = m_stream->number](std::optional<HistoryPart> &&part) {
            guard([&](ClusterRoom &room) {
                if (!room.m_stream || room.m_stream->number != stream)
                    return;
                qint64 bytes = 0;
                if (part) {
                    for (const ReceivedPublication &publication : part->entries)
                        bytes += publication.size;
                }
                room.emitEvent(StreamEvent::ReadDone{number, std::move(part)}, bytes);
            });
        });
}

void ClusterRoom::clear(quint64 number, TimePoint deadline)
{
    m_deletions.push_back({number, deadline});
    sendClear();
}

//! One call for all that wait.
void ClusterRoom::sendClear()
{
    if (m_deletions.empty() || !m_isConnected || m_isClearing)
        return;
    m_isClearing = true;
    m_host.calls().clear(m_keys,
                         [guard = m_host.guard(*this), stream = m_stream->number,
                          latest = m_deletions.back().number](const std::optional<StreamPosition> &position) {
                             guard([&](ClusterRoom &room) {
                                 room.m_isClearing = false;
                                 if (position && room.m_stream && room.m_stream->number == stream)
                                     room.finishDeletions(latest, *position);
                             });
                         });
}

//! Those behind \a latest may be meant for messages that have come since.
void ClusterRoom::finishDeletions(quint64 latest, const StreamPosition &position)
{
    const auto behind = std::ranges::upper_bound(m_deletions, latest, {}, &Deletion::number);
    for (auto done = m_deletions.begin(); done != behind; ++done)
        emitEvent(StreamEvent::ClearDone{done->number, position});
    m_deletions.erase(m_deletions.begin(), behind);
    sendClear();
}

void ClusterRoom::expireDeletions(TimePoint now)
{
    std::erase_if(m_deletions, [&](const Deletion &deletion) {
        if (deletion.deadline > now)
            return false;
        emitEvent(StreamEvent::ClearDone{deletion.number, {}});
        return true;
    });
}

} // namespace signalbox
