#include "ui/messages/messagestore.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr qint64 MaxChunkBytes = 1024 * 1024;
constexpr qint64 ChunksOfLimit = 16; // so that dropping a chunk does not drop much of a small log

bool looksLikeJson(QByteArrayView payload)
{
    const QByteArrayView text = payload.trimmed();
    if (text.size() < 2)
        return false;
    return (text.front() == '{' && text.back() == '}') || (text.front() == '[' && text.back() == ']');
}

} // namespace

MessageStore::MessageStore(Limits limits)
    : m_limits(limits)
    , m_held(0)
    , m_live(std::clamp<qint64>(limits.maxPayloadBytes / ChunksOfLimit, 1, MaxChunkBytes))
{
}

void MessageStore::append(const LogEntry &entry)
{
    const StoredMessage row{.time = entry.time,
                            .at = entry.at,
                            .connection = entry.connection,
                            .publisher = entry.publisher,
                            .notRecipient = entry.notRecipient,
                            .seq = entry.seq,
                            .messages = entry.messages,
                            .size = entry.size,
                            .recipients = entry.recipients,
                            .user = m_names.acquire(entry.user),
                            .room = m_names.acquire(entry.room),
                            .from = m_names.acquire(entry.from),
                            .envelopeType = m_types.acquire(entry.envelopeType),
                            .code = m_types.acquire(entry.code),
                            .direction = entry.direction,
                            .type = entry.type,
                            .kind = entry.kind,
                            .isDelivery = entry.isDelivery,
                            .isJson = entry.type == MessageType::Text && looksLikeJson(entry.payload)};
    m_live.append(row, entry.payload, entry.recipientList);
}

void MessageStore::appendGap(quint64 leftOut, WallTime time, TimePoint at)
{
    m_live.append({.time = time, .at = at, .messages = leftOut, .kind = MessageKind::Gap}, {}, {});
}

//! Returns how much of \a limit the held rows may take beside \a live.
template <typename Number>
static Number heldShare(Number limit, Number live)
{
    return std::max(limit / 2, limit - std::min(limit, live));
}

MessageStore::Excess MessageStore::excess() const
{
    const auto above = [](quint64 size, quint64 limit) { return size > limit ? size - limit : 0; };
    Excess excess;
    if (m_isHeld)
        excess.first = above(m_held.size(), heldShare(m_limits.maxRows, m_live.size()));
    quint64 &live = m_isHeld ? excess.later : excess.first;
    live = above(m_live.size(), m_limits.maxRows);
    if (m_removed.empty() && m_names.bytes() + m_types.bytes() > m_limits.maxNameBytes) {
        quint64 &oldest = m_held.size() > 0 ? excess.first : live;
        const quint64 size = m_held.size() > 0 ? m_held.size() : m_live.size();
        oldest = std::max(oldest, size / 8 + 1);
    }
    return excess;
}

void MessageStore::applyLimits(const Excess &excess)
{
    for (quint64 i = 0; i < excess.first; ++i)
        dropFirst(m_isHeld ? m_held : m_live);
    for (quint64 i = 0; i < excess.later; ++i)
        dropFirst(m_live);
    m_hasHole = m_hasHole || excess.later > 0;
    const qint64 limit = m_limits.maxPayloadBytes;
    while (m_held.bytes() > heldShare(limit, m_live.bytes()) && m_held.dropOldestBytes()) {
    }
    while (m_live.bytes() > limit && m_live.dropOldestBytes()) {
    }
}

void MessageStore::dropFirst(MessageSegment &segment)
{
    const StoredMessage &row = segment.at(segment.first());
    for (const quint32 name : {row.user, row.room, row.from})
        m_names.release(name);
    m_types.release(row.envelopeType);
    m_types.release(row.code);
    segment.dropFirst();
}

//! Leaves \a segment empty, at the same end.
void MessageStore::remove(MessageSegment &segment)
{
    const quint64 end = segment.end();
    const qint64 chunkBytes = segment.chunkBytes();
    if (segment.size() > 0)
        m_removed.push_back(std::move(segment));
    segment = MessageSegment(chunkBytes);
    segment.restart(end);
}

void MessageStore::freeRemoved(quint64 rows)
{
    for (; rows > 0 && !m_removed.empty(); --rows) {
        dropFirst(m_removed.front());
        if (m_removed.front().size() == 0)
            m_removed.pop_front();
    }
}

void MessageStore::hold()
{
    if (std::exchange(m_isHeld, true))
        return;
    const quint64 end = m_live.end();
    std::swap(m_held, m_live);
    m_live = MessageSegment(m_held.chunkBytes());
    m_live.restart(end);
}

quint64 MessageStore::firstAfterRelease() const
{
    return m_hasHole ? m_live.first() : first();
}

void MessageStore::release()
{
    if (!std::exchange(m_isHeld, false))
        return;
    if (std::exchange(m_hasHole, false)) {
        remove(m_held);
    } else if (m_held.size() > 0) {
        m_held.append(std::move(m_live));
        std::swap(m_held, m_live);
    }
    m_held.restart(0);
}

void MessageStore::clear()
{
    remove(m_held);
    remove(m_live);
    m_held.restart(m_live.end());
    m_hasHole = false;
}

const MessageSegment &MessageStore::segmentOf(quint64 position) const
{
    return m_held.contains(position) ? m_held : m_live;
}

const StoredMessage &MessageStore::storedAt(quint64 position) const
{
    return segmentOf(position).at(position);
}

MessageRow MessageStore::viewAt(quint64 position) const
{
    const MessageSegment &segment = segmentOf(position);
    const StoredMessage &stored = segment.at(position);
    const std::optional<QByteArrayView> payload = segment.payloadOf(position);
    MessageRow row;
    row.leftOut = stored.kind == MessageKind::Gap ? stored.messages : 0;
    row.isJson = stored.isJson;
    row.isPayloadKept = payload.has_value();
    LogEntry &entry = row.entry;
    entry.time = stored.time;
    entry.at = stored.at;
    entry.direction = stored.direction;
    entry.type = stored.type;
    entry.kind = stored.kind;
    entry.isDelivery = stored.isDelivery;
    entry.connection = stored.connection;
    entry.user = m_names.at(stored.user);
    entry.room = m_names.at(stored.room);
    entry.publisher = stored.publisher;
    entry.from = m_names.at(stored.from);
    entry.seq = stored.seq;
    entry.recipients = stored.recipients;
    entry.recipientList = segment.recipientsOf(position);
    entry.notRecipient = stored.notRecipient;
    entry.envelopeType = m_types.at(stored.envelopeType);
    entry.code = m_types.at(stored.code);
    entry.messages = stored.messages;
    entry.size = stored.size;
    if (payload)
        entry.payload = QByteArray::fromRawData(payload->data(), payload->size());
    return row;
}

MessageRow MessageStore::rowAt(quint64 position) const
{
    MessageRow row = viewAt(position);
    row.entry.payload = QByteArray(row.entry.payload.constData(), row.entry.payload.size());
    return row;
}

} // namespace signalbox
