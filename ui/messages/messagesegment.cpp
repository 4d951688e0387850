#include "ui/messages/messagesegment.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace signalbox {

const MessageSegment::Chunk &MessageSegment::chunkOf(quint64 position) const
{
    Q_ASSERT(contains(position));
    const auto behind = std::upper_bound(m_chunks.begin(), m_chunks.end(), position,
                                         [](quint64 at, const Chunk &chunk) { return at < chunk.first; });
    return *std::prev(behind);
}

const StoredMessage &MessageSegment::at(quint64 position) const
{
    const Chunk &chunk = chunkOf(position);
    return chunk.rows[position - chunk.first];
}

std::optional<QByteArrayView> MessageSegment::payloadOf(quint64 position) const
{
    const Chunk &chunk = chunkOf(position);
    const StoredMessage &row = chunk.rows[position - chunk.first];
    if (row.byteCount == 0)
        return QByteArrayView("");
    if (chunk.isEmptied)
        return std::nullopt;
    return QByteArrayView(chunk.bytes.data() + row.bytesAt, qsizetype(row.byteCount));
}

RecipientList MessageSegment::recipientsOf(quint64 position) const
{
    const Chunk &chunk = chunkOf(position);
    const quint32 list = chunk.rows[position - chunk.first].recipientList;
    return list == 0 || chunk.isEmptied ? nullptr : chunk.lists[list - 1];
}

MessageSegment::Chunk &MessageSegment::chunkForNext(qint64 bytes)
{
    if (!m_chunks.empty() && !m_chunks.back().isEmptied) {
        Chunk &last = m_chunks.back();
        const bool hasRoom = last.size == 0 || last.size + bytes <= m_chunkBytes;
        if (last.rows.size() < MaxChunkRows && hasRoom)
            return last;
        last.rows.shrink_to_fit();
        last.bytes.shrink_to_fit();
    }
    Chunk &chunk = m_chunks.emplace_back();
    chunk.first = m_end;
    return chunk;
}

quint32 MessageSegment::indexOfList(Chunk &chunk, const RecipientList &list)
{
    constexpr std::size_t recent = 8; // the messages of a room share a list, those of several rooms alternate
    const std::size_t first = chunk.lists.size() - std::min(recent, chunk.lists.size());
    for (std::size_t i = chunk.lists.size(); i > first; --i) {
        if (chunk.lists[i - 1] == list)
            return quint32(i);
    }
    chunk.lists.push_back(list);
    const qint64 size = qint64(list->size() * sizeof(ConnectionId));
    chunk.size += size;
    m_bytes += size;
    return quint32(chunk.lists.size());
}

void MessageSegment::append(StoredMessage row, QByteArrayView payload, const RecipientList &recipients)
{
    Chunk &chunk = chunkForNext(payload.size());
    row.bytesAt = quint32(chunk.bytes.size());
    row.byteCount = quint32(payload.size());
    row.recipientList = recipients ? indexOfList(chunk, recipients) : 0;
    chunk.bytes.insert(chunk.bytes.end(), payload.begin(), payload.end());
    chunk.rows.push_back(row);
    chunk.size += payload.size();
    m_bytes += payload.size();
    m_deliveries += row.isDelivery ? 1 : 0;
    ++m_end;
}

void MessageSegment::dropFirst()
{
    Q_ASSERT(m_first < m_end);
    const Chunk &front = m_chunks.front();
    m_deliveries -= front.rows[m_first - front.first].isDelivery ? 1 : 0;
    ++m_first;
    if (m_first < front.first + front.rows.size())
        return;
    m_bytes -= front.size;
    m_chunks.pop_front();
    m_emptied -= m_emptied > 0 ? 1 : 0;
}

bool MessageSegment::dropOldestBytes()
{
    while (m_emptied + 1 < m_chunks.size() && m_chunks[m_emptied].size == 0)
        ++m_emptied;
    if (m_emptied >= m_chunks.size() || m_chunks[m_emptied].size == 0)
        return false;
    Chunk &chunk = m_chunks[m_emptied++];
    m_bytes -= std::exchange(chunk.size, 0);
    chunk.bytes = {};
    chunk.lists = {};
    chunk.rows.shrink_to_fit();
    chunk.isEmptied = true;
    return true;
}

void MessageSegment::restart(quint64 position)
{
    m_chunks.clear();
    m_emptied = 0;
    m_first = m_end = position;
    m_deliveries = 0;
    m_bytes = 0;
}

void MessageSegment::append(MessageSegment &&later)
{
    Q_ASSERT(later.m_first == m_end);
    m_chunks.insert(m_chunks.end(), std::make_move_iterator(later.m_chunks.begin()),
                    std::make_move_iterator(later.m_chunks.end()));
    m_bytes += later.m_bytes;
    m_deliveries += later.m_deliveries;
    m_end = later.m_end;
    later.restart(m_end);
}

} // namespace signalbox
