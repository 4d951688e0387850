#include "core/cluster/redisstream.h"

#include <algorithm>
#include <utility>

namespace signalbox {

RedisStream::RedisStream(RedisBroker &broker, quint64 number, const QString &room)
    : m_broker(broker)
    , m_number(number)
    , m_room(room)
{
    m_broker.m_streams.emplace(number, this);
    m_broker.add(OpenStream{number, room, limits(), m_broker.m_inbox});
}

RedisStream::~RedisStream()
{
    m_broker.m_streams.erase(m_number);
    m_broker.add(CloseStream{m_number});
}

HistorySettings RedisStream::limits() const
{
    return historyOf(m_policy.find(m_room, m_broker.m_rules.rooms), m_broker.m_rules.history);
}

// ---- publications

void RedisStream::publish(RoomPublish &&publish, const QString &user)
{
    QByteArray payload = payloadOf(publish.publication, publish.requester.client, user);
    PublishOrigin origin{std::move(publish.requester), publish.receivedAt, std::move(publish.server)};
    if (!m_broker.m_context.budget->add(payload.size())) {
        m_broker.m_handler->handle(BrokerFailure{m_room, std::move(origin)});
        return;
    }
    const quint64 counter = ++m_broker.m_lastCounter;
    const TimePoint now = m_broker.m_loop.now();
    const TimePoint since = publish.receivedAt;
    m_origins.emplace(counter, std::move(origin));
    m_broker.add(PublishToStream{
        m_number, {counter, std::move(payload), limits(), since, now + m_broker.m_context.publishWait}});
}

void RedisStream::handle(StreamEvent::Received &&event)
{
    PublicationReceived received{m_room, std::move(event.message), std::nullopt};
    if (const auto origin = m_origins.find(event.counter); origin != m_origins.end()) {
        received.origin = std::move(origin->second);
        m_origins.erase(origin);
    }
    m_position.seq = received.message.seq();
    RedisBroker &broker = m_broker;
    const quint64 number = m_number;
    broker.m_handler->handle(received);
    // Behind the event: members on other threads share the published form with the history.
    if (broker.m_streams.contains(number))
        keep(std::move(received.message));
}

void RedisStream::handle(StreamEvent::PublishFailed &&event)
{
    const auto origin = m_origins.find(event.counter);
    if (origin == m_origins.end())
        return;
    BrokerFailure failure{m_room, std::move(origin->second)};
    m_origins.erase(origin);
    m_broker.m_handler->handle(std::move(failure));
}

// ---- the position

void RedisStream::handle(StreamEvent::Opened &&event)
{
    const IoLoop &loop = m_broker.m_loop;
    m_position = event.position;
    m_isWhole = event.isWhole || m_position.seq == 0;
    m_history.clear();
    StoredMessages tail;
    tail.reserve(event.tail.size());
    for (ReceivedPublication &publication : event.tail)
        tail.push_back(std::make_shared<const RoomMessage>(std::move(publication.message)));
    const std::size_t count = tail.size();
    m_history.prepend(std::move(tail), loop.now(), event.now, limits());
    m_isWhole = m_isWhole && m_history.size().messages == count;
    m_broker.m_handler->handle(StreamOpened{m_room, m_position});
}

void RedisStream::handle(StreamEvent::OpenFailed &&)
{
    m_broker.m_handler->handle(BrokerFailure{m_room, BrokerFailure::OfOpen()});
}

// ---- the history

quint64 RedisStream::oldestHere() const
{
    return m_history.isEmpty() ? m_position.seq + 1 : m_history.oldest();
}

//! Whether the messages from \a seq on are in memory, as far as they are kept at all.
bool RedisStream::hasAllFrom(quint64 seq) const
{
    return m_isWhole || oldestHere() <= std::max<quint64>(seq, 1);
}

void RedisStream::keep(RoomMessage &&message)
{
    const HistorySettings settings = limits();
    const std::size_t before = m_history.size().messages;
    const bool isFull = settings.messages > 0 && qint64(before) >= settings.messages;
    m_history.add(std::move(message), m_broker.m_loop.now(), settings);
    // Redis counts bytes in another way than the memory here: it may keep what was dropped beside that which the number of
    // messages drops there, too.
    const std::size_t expected = isFull ? std::size_t(settings.messages) : before + 1;
    if (m_history.size().messages < expected)
        m_isWhole = false;
}

void RedisStream::dropHistory(qint64 bytes)
{
    m_history.dropOldest(bytes);
    m_isWhole = false;
}

void RedisStream::clearHistory(HistoryDeletion &&deletion)
{
    m_deletions.emplace(++m_lastDeletion, std::move(deletion));
    m_broker.add(
        ClearStream{m_number, m_lastDeletion, m_broker.m_loop.now() + m_broker.m_context.publishWait});
}

void RedisStream::handle(StreamEvent::ClearDone &&event)
{
    const auto found = m_deletions.find(event.number);
    if (found == m_deletions.end())
        return;
    HistoryDeletion deletion = std::move(found->second);
    m_deletions.erase(found);
    if (!event.position) {
        m_broker.m_handler->handle(BrokerFailure{m_room, std::move(deletion)});
        return;
    }
    if (event.position->epoch == m_position.epoch) { // what is still to come of it goes with a Cleared
        handle(StreamEvent::Cleared{std::min(event.position->seq, m_position.seq)});
    } else {
        m_history.clear();
        m_isWhole = false;
    }
    m_broker.m_handler->handle(HistoryCleared{m_room, std::move(deletion)});
}

void RedisStream::handle(StreamEvent::Cleared &&event)
{
    while (!m_history.isEmpty() && m_history.oldest() <= event.seq)
        m_history.dropOldest(1);
    m_isWhole = m_isWhole || oldestHere() <= event.seq + 1;
}

void RedisStream::readHistory(const HistoryFilter &filter, HistoryQuery &&query)
{
    HistoryRange range{m_position.seq + 1, filter.limit, filter.maxBytes};
    if (filter.before)
        range.before = std::min(*filter.before, range.before);
    m_history.expire(m_broker.m_loop.now(), limits());
    const quint64 oldest = range.limit && range.before > *range.limit ? range.before - *range.limit : 1;
    if (hasAllFrom(oldest)) {
        m_broker.m_handler->handle(
            HistoryReadDone{m_room, m_position, m_history.read(range, m_room), std::move(query)});
        return;
    }
    if (range.limit == std::size_t(0)) {
        m_broker.m_handler->handle(HistoryReadDone{m_room, m_position, {}, std::move(query)});
        return;
    }
    ask({m_position.epoch, RoomCalls::Read::Direction::Older, range.before, range.limit.value_or(0),
         range.maxBytes.value_or(RoomCalls::AnswerBytes), limits().age},
        PendingRead{range, m_position, std::move(query)});
}

void RedisStream::readReplay(ReplayRead &&read)
{
    m_history.expire(m_broker.m_loop.now(), limits());
    if (hasAllFrom(read.after.seq + 1)) {
        StoredMessages messages = m_history.readBehind(read.after.seq, MaxReplayChunk);
        m_broker.m_handler->handle(ReplayReadDone{m_room, m_position, std::move(messages), std::move(read)});
        return;
    }
    const quint64 after = read.after.seq;
    ask({m_position.epoch, RoomCalls::Read::Direction::Newer, after, 0, MaxReplayChunk, limits().age},
        std::move(read));
}

void RedisStream::ask(RoomCalls::Read &&read, Pending &&pending)
{
    m_reads.emplace(++m_lastRead, std::move(pending));
    m_broker.add(ReadStream{m_number, m_lastRead, std::move(read)});
}

void RedisStream::handle(StreamEvent::ReadDone &&event)
{
    const auto found = m_reads.find(event.number);
    if (found == m_reads.end())
        return;
    Pending pending = std::move(found->second);
    m_reads.erase(found);
    std::visit([&](auto &&read) { finish(std::forward<decltype(read)>(read), std::move(event.part)); },
               std::move(pending));
}

void RedisStream::finish(PendingRead &&read, std::optional<HistoryPart> &&part)
{
    if (!part) {
        m_broker.m_handler->handle(BrokerFailure{m_room, std::move(read.query)});
        return;
    }
    m_broker.m_handler->handle(HistoryReadDone{m_room, read.position,
                                               sliceOf(part->entries, part->isWhole, read.range, m_room),
                                               std::move(read.query)});
}

void RedisStream::finish(ReplayRead &&read, std::optional<HistoryPart> &&part)
{
    if (!part) {
        m_broker.m_handler->handle(BrokerFailure{m_room, std::move(read)});
        return;
    }
    StoredMessages messages;
    for (ReceivedPublication &entry : part->entries) {
        // Those behind the position are delivered later. The others have no gap between them.
        const quint64 seq = entry.message.seq();
        if (seq > m_position.seq || (!messages.empty() && seq != messages.back()->seq() + 1))
            break;
        messages.push_back(std::make_shared<const RoomMessage>(std::move(entry.message)));
    }
    m_broker.m_handler->handle(ReplayReadDone{m_room, m_position, std::move(messages), std::move(read)});
}

HistorySlice sliceOf(const std::vector<ReceivedPublication> &entries, bool isWhole, const HistoryRange &range,
                     QStringView room)
{
    HistorySlice slice;
    qsizetype bytes = 0;
    quint64 expected = range.before;
    auto entry = entries.rbegin();
    for (; entry != entries.rend() && entry->message.seq() == expected - 1; ++entry) {
        if (range.limit && slice.messages.size() >= *range.limit)
            break;
        QByteArray message = entry->message.envelopeText(room);
        bytes += message.size() + 1; // a comma between two
        if (range.maxBytes && bytes > *range.maxBytes && !slice.messages.empty())
            break;
        slice.messages.push_back(std::move(message));
        --expected;
    }
    std::ranges::reverse(slice.messages);
    const bool isMore = entry != entries.rend() ? entry->message.seq() == expected - 1 : !isWhole;
    if (isMore && !slice.messages.empty())
        slice.next = expected;
    slice.isComplete = isMore || expected <= 1 || (range.limit && slice.messages.size() == *range.limit);
    return slice;
}

} // namespace signalbox
