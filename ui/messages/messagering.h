#pragma once

#include "ui/messages/messagerow.h"

#include <deque>
#include <vector>

namespace signalbox {

//! The newest messages. Limited by rows and by payload bytes, because 50,000 messages of MaxLoggedPayload
//! bytes each would be 3 GiB.
class MessageRing
{
public:
    struct Limits
    {
        qsizetype maxRows = 50'000;
        qint64 maxPayloadBytes = 64 * 1024 * 1024;
    };
    //! How many rows must be dropped so that new rows fit.
    struct Eviction
    {
        qsizetype drop = 0; //!< the oldest rows of the ring
        qsizetype skip = 0; //!< the oldest of the new rows
    };

    explicit MessageRing(Limits limits)
        : m_limits(limits)
    {
    }

    qsizetype size() const { return qsizetype(m_rows.size()); }
    qint64 payloadBytes() const { return m_payloadBytes; }
    const MessageRow &at(qsizetype row) const { return m_rows[std::size_t(row)]; }

    Eviction evictionFor(const std::vector<MessageRow> &rows) const;
    void dropOldest(qsizetype count);
    //! Appends \a rows without the first \a skip. They must fit; see evictionFor().
    void append(std::vector<MessageRow> &&rows, qsizetype skip);
    void clear();
    //! Removes and returns all rows.
    std::vector<MessageRow> takeAll();

private:
    Limits m_limits;
    std::deque<MessageRow> m_rows;
    qint64 m_payloadBytes = 0;
};

} // namespace signalbox
