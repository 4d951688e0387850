#include "core/cluster/clusterrooms.h"

#include <algorithm>
#include <utility>

namespace signalbox {

ClusterRooms::ClusterRooms(Context context)
    : m_context(std::move(context))
    , m_subscriptions([this](const QByteArray &channel) { m_context.link.subscribe(channel); },
                      [this](const QByteArray &channel) { m_context.link.unsubscribe(channel); })
{
    m_context.link.addHandler(*this);
}

ClusterRooms::~ClusterRooms() = default;

// ---- what the shards ask for

void ClusterRooms::handle(std::vector<StreamRequest> &&requests)
{
    for (StreamRequest &request : requests)
        std::visit([this](auto &&content) { handle(std::forward<decltype(content)>(content)); },
                   std::move(request));
}

void ClusterRooms::handle(OpenStream &&request)
{
    addInbox(request.inbox);
    const auto found = m_rooms.find(request.room);
    ClusterRoom &room = found == m_rooms.end() ? makeRoom(request.room) : *found->second;
    m_byStream.emplace(request.stream, &room);
    m_watched.insert(&room);
    room.open(std::move(request), now() + m_context.openTimeout);
}

void ClusterRooms::addInbox(const std::shared_ptr<StreamInbox> &inbox)
{
    if (std::ranges::find(m_inboxes, inbox) == m_inboxes.end())
        m_inboxes.push_back(inbox);
}

void ClusterRooms::handle(LookUpRoom &&request)
{
    addInbox(request.inbox);
    m_context.calls.readPosition(
        RoomKeys::of(m_context.prefix, request.room),
        [this, number = request.number, inbox = request.inbox](const std::optional<StreamPosition> &found) {
            inbox->add({0, StreamEvent::LookedUp{number, found ? std::optional(!found->epoch.isEmpty())
                                                               : std::nullopt}},
                       0);
            eventAdded();
        });
}

ClusterRoom &ClusterRooms::makeRoom(const QString &name)
{
    ClusterRoom::Host &host = *this; // std::make_shared() may not see the private base
    const auto room = std::make_shared<ClusterRoom>(host, name, RoomKeys::of(m_context.prefix, name));
    m_rooms.emplace(name, room);
    m_byChannel.insert(room->keys().channel, room.get());
    m_checks.emplace_back(now() + CheckEvery, room);
    if (m_context.link.isUp())
        room->linkUp();
    m_subscriptions.add(room->keys().channel);
    return *room;
}

void ClusterRooms::handle(CloseStream &&request)
{
    const auto found = m_byStream.find(request.stream);
    if (found == m_byStream.end())
        return;
    ClusterRoom *room = found->second;
    m_byStream.erase(found);
    m_watched.insert(room);
    room->close(request.stream);
}

void ClusterRooms::handle(PublishToStream &&request)
{
    if (ClusterRoom *room = roomOf(request.stream)) {
        m_watched.insert(room);
        room->publish(std::move(request.publish));
    } else {
        m_context.budget.remove(request.publish.payload.size());
    }
}

void ClusterRooms::handle(ReadStream &&request)
{
    if (ClusterRoom *room = roomOf(request.stream))
        room->read(request.number, request.read);
}

void ClusterRooms::handle(ClearStream &&request)
{
    if (ClusterRoom *room = roomOf(request.stream)) {
        m_watched.insert(room);
        room->clear(request.number, request.deadline);
    }
}

ClusterRoom *ClusterRooms::roomOf(quint64 stream) const
{
    const auto found = m_byStream.find(stream);
    return found == m_byStream.end() ? nullptr : found->second;
}

// ---- the link

void ClusterRooms::linkUp()
{
    m_context.calls.prepare();
    for (const auto &[name, room] : m_rooms)
        room->linkUp();
    m_subscriptions.connected();
}

void ClusterRooms::linkDown()
{
    m_subscriptions.disconnected();
    for (const auto &[name, room] : m_rooms)
        room->linkDown();
}

void ClusterRooms::subscribed(const QByteArray &channel)
{
    ClusterRoom *room = m_byChannel.value(channel);
    if (m_subscriptions.subscribed(channel) && room)
        room->subscribed();
}

void ClusterRooms::unsubscribed(const QByteArray &channel)
{
    m_subscriptions.unsubscribed(channel);
}

void ClusterRooms::received(const QByteArray &channel, const QByteArray &payload)
{
    ClusterRoom *room = m_byChannel.value(channel);
    if (!room || !room->hasStream() || !m_subscriptions.isConfirmed(channel))
        return;
    if (std::optional<RoomNews> news = m_decoder.news(payload))
        room->take(std::move(*news));
}

// ---- what rooms ask for

void ClusterRooms::wantToAsk(ClusterRoom &room)
{
    m_questions.push_back(room.weak_from_this());
    askNext();
}

void ClusterRooms::hasAnswer()
{
    --m_asking;
    askNext();
}

void ClusterRooms::askNext()
{
    while (m_asking < MaxQuestions && !m_questions.empty()) {
        const std::shared_ptr<ClusterRoom> room = m_questions.front().lock();
        m_questions.pop_front();
        if (room && room->ask())
            ++m_asking;
    }
}

void ClusterRooms::eventAdded()
{
    if (!std::exchange(m_isFlushScheduled, true))
        m_context.scheduleFlush();
}

void ClusterRooms::flush()
{
    m_isFlushScheduled = false;
    for (const std::shared_ptr<StreamInbox> &inbox : m_inboxes)
        inbox->flush();
}

void ClusterRooms::finished(const QueuedPublish &publish, bool hasArrived)
{
    m_context.budget.remove(publish.payload.size());
    if (hasArrived)
        m_context.publishTimes.record(now() - publish.since);
}

ClusterRoom::Host::Guard ClusterRooms::guard(ClusterRoom &room)
{
    return [this, weak = room.weak_from_this()](const std::function<void(ClusterRoom &)> &call) {
        if (const std::shared_ptr<ClusterRoom> found = weak.lock()) {
            m_watched.insert(found.get());
            call(*found);
        }
    };
}

void ClusterRooms::resume(const StreamInbox *inbox)
{
    if (m_fullInboxes.erase(inbox) == 0)
        return;
    for (const auto &[name, room] : m_rooms) {
        if (room->hasStreamOf(inbox))
            room->resume();
    }
}

// ---- time

void ClusterRooms::tick()
{
    const TimePoint time = now();
    const std::vector<ClusterRoom *> watched(m_watched.begin(), m_watched.end());
    for (ClusterRoom *room : watched) {
        room->tick(time);
        if (!room->hasStream())
            removeIfUnused(*room, time);
        else if (!room->isWaiting())
            m_watched.erase(room);
    }
    checkPositions(time);
    flush();
}

void ClusterRooms::removeIfUnused(ClusterRoom &room, TimePoint time)
{
    if (room.isWaiting() || time - room.closedAt() < Linger)
        return;
    m_subscriptions.remove(room.keys().channel);
    m_byChannel.remove(room.keys().channel);
    m_watched.erase(&room);
    m_rooms.erase(QString(room.name())); // a copy: the room's own name is destroyed with it
}

void ClusterRooms::checkPositions(TimePoint time)
{
    while (!m_checks.empty() && m_checks.front().first <= time) {
        const std::weak_ptr<ClusterRoom> weak = m_checks.front().second;
        m_checks.pop_front();
        if (const std::shared_ptr<ClusterRoom> room = weak.lock()) {
            room->check();
            m_checks.emplace_back(time + CheckEvery, weak);
        }
    }
}

} // namespace signalbox
