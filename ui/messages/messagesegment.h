#pragma once

#include "core/model/messagelog.h"

#include <QByteArrayView>

#include <deque>
#include <optional>
#include <vector>

namespace signalbox {

//! One row of the log as it is stored. Names are numbers of an InternTable.
struct StoredMessage
{
    WallTime time{};
    TimePoint at{};
    ConnectionId connection{};
    ConnectionId publisher{};
    ConnectionId notRecipient{};
    quint64 seq = 0;
    quint64 messages = 0; //!< of a gap: how many are missing
    qint64 size = 0;
    quint32 bytesAt = 0;       //!< set by MessageSegment, as the next two
    quint32 byteCount = 0;     //!< of the payload, as far as it is kept
    quint32 recipientList = 0; //!< which one of the chunk, from 1 on; 0: none
    quint32 recipients = 0;
    quint32 user = 0;
    quint32 room = 0;
    quint32 from = 0;
    quint32 envelopeType = 0;
    quint32 code = 0;
    Direction direction = Direction::In;
    MessageType type = MessageType::Text;
    MessageKind kind = MessageKind::Data;
    bool isDelivery = false;
    bool isJson = false; //!< the payload looks like it
};

//! Rows of the log behind each other, at consecutive positions, with their payloads and lists of recipients. Stored in
//! chunks: the payloads and lists of the oldest chunk can be dropped while its rows stay, and rows are dropped at the
//! front without moving others.
class MessageSegment
{
public:
    //! A chunk ends behind \a chunkBytes bytes or MaxChunkRows rows.
    explicit MessageSegment(qint64 chunkBytes)
        : m_chunkBytes(chunkBytes)
    {
    }
    static constexpr std::size_t MaxChunkRows = 4096;

    quint64 first() const { return m_first; }
    quint64 end() const { return m_end; }
    quint64 size() const { return m_end - m_first; }
    qint64 chunkBytes() const { return m_chunkBytes; }
    //! Returns the bytes of payloads and lists. A list counts once for each chunk that has it.
    qint64 bytes() const { return m_bytes; }
    bool contains(quint64 position) const { return position >= m_first && position < m_end; }

    const StoredMessage &at(quint64 position) const;
    //! Returns the payload of a row, nothing if it was dropped. Valid until the segment changes.
    std::optional<QByteArrayView> payloadOf(quint64 position) const;
    //! Returns the recipients of a row; null: none are listed, or the list was dropped.
    RecipientList recipientsOf(quint64 position) const;

    void append(StoredMessage row, QByteArrayView payload, const RecipientList &recipients);
    //! Drops the oldest row. The segment must not be empty.
    void dropFirst();
    //! Drops the payloads and lists of the oldest chunk that has any. Returns false if there is none.
    bool dropOldestBytes();
    //! Removes all rows; the next one gets \a position.
    void restart(quint64 position);
    //! Appends all rows of \a later, which begins where this ends.
    void append(MessageSegment &&later);
    //! Returns how many rows are a StoredMessage::isDelivery.
    quint64 deliveries() const { return m_deliveries; }

private:
    struct Chunk
    {
        quint64 first = 0;
        std::vector<StoredMessage> rows;
        std::vector<char> bytes;
        std::vector<RecipientList> lists;
        qint64 size = 0; //!< of bytes and lists
        bool isEmptied = false;
    };

    const Chunk &chunkOf(quint64 position) const;
    Chunk &chunkForNext(qint64 bytes);
    quint32 indexOfList(Chunk &chunk, const RecipientList &list);

    qint64 m_chunkBytes;
    std::deque<Chunk> m_chunks;
    std::size_t m_emptied = 0; //!< chunks at the front that have neither payloads nor lists and get none
    quint64 m_first = 0;
    quint64 m_end = 0;
    quint64 m_deliveries = 0;
    qint64 m_bytes = 0;
};

} // namespace signalbox
