#include "ui/messages/messagering.h"

#include <algorithm>
#include <iterator>

namespace signalbox {

MessageRing::Eviction MessageRing::evictionFor(const std::vector<MessageRow> &rows) const
{
    // Counts from the newest row backwards while both limits allow it; all older rows must be dropped.
    qsizetype rowsLeft = m_limits.maxRows;
    qint64 bytesLeft = m_limits.maxPayloadBytes;
    Eviction eviction;
    for (auto it = rows.rbegin(); it != rows.rend(); ++it) {
        bytesLeft -= it->entry.payload.size();
        if (rowsLeft == 0 || bytesLeft < 0)
            return {size(), std::distance(it, rows.rend())};
        --rowsLeft;
    }
    eviction.drop = std::max<qsizetype>(0, size() - rowsLeft);
    qint64 bytes = m_payloadBytes;
    for (qsizetype i = 0; i < size() && (i < eviction.drop || bytes > bytesLeft); ++i) {
        bytes -= at(i).entry.payload.size();
        eviction.drop = std::max(eviction.drop, i + 1);
    }
    return eviction;
}

void MessageRing::dropOldest(qsizetype count)
{
    const auto end = m_rows.begin() + count;
    for (auto it = m_rows.begin(); it != end; ++it)
        m_payloadBytes -= it->entry.payload.size();
    m_rows.erase(m_rows.begin(), end);
}

void MessageRing::append(std::vector<MessageRow> &&rows, qsizetype skip)
{
    for (auto it = rows.begin() + skip; it != rows.end(); ++it) {
        m_payloadBytes += it->entry.payload.size();
        m_rows.push_back(std::move(*it));
    }
}

void MessageRing::clear()
{
    m_rows.clear();
    m_payloadBytes = 0;
}

std::vector<MessageRow> MessageRing::takeAll()
{
    std::vector<MessageRow> rows(std::make_move_iterator(m_rows.begin()),
                                 std::make_move_iterator(m_rows.end()));
    clear();
    return rows;
}

} // namespace signalbox
