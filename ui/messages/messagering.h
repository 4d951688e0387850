#pragma once

#include "core/model/messagelog.h"

#include <deque>

namespace signalbox {

//! One line of the log: a message, or (leftOut > 0) the fact that so many are missing here.
struct MessageRow
{
    LogEntry entry;
    quint64 leftOut = 0;

    bool isGap() const { return leftOut > 0; }
};

//! The newest messages. Bounded twice, by rows and by the bytes of their payloads, because 50,000 messages of
//! MaxLoggedPayload each would be 3 GiB.
class MessageRing
{
public:
    struct Limits
    {
        qsizetype maxRows = 50'000;
        qint64 maxPayloadBytes = 64 * 1024 * 1024;
    };
    //! What has to go so that new rows fit: the oldest rows of the ring, then the oldest of the new ones.
    struct Room
    {
        qsizetype drop = 0;
        qsizetype skip = 0;
    };

    explicit MessageRing(Limits limits)
        : m_limits(limits)
    {
    }

    qsizetype size() const { return qsizetype(m_rows.size()); }
    qint64 payloadBytes() const { return m_payloadBytes; }
    const MessageRow &at(qsizetype row) const { return m_rows[std::size_t(row)]; }

    Room makeRoomFor(const std::vector<MessageRow> &rows) const;
    void dropOldest(qsizetype count);
    //! Appends \a rows but for the first \a skip; there must be room.
    void append(std::vector<MessageRow> &&rows, qsizetype skip);
    void clear();

private:
    Limits m_limits;
    std::deque<MessageRow> m_rows;
    qint64 m_payloadBytes = 0;
};

} // namespace signalbox
