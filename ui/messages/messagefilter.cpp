#include "ui/messages/messagefilter.h"

#include "core/model/queryrows.h"

#include <algorithm>

namespace signalbox {

bool MessageFilter::concerns(const LogEntry &entry) const
{
    if (!m_connections || m_connections->contains(entry.connection))
        return true;
    if (!entry.recipientList || (m_followedSince && entry.at >= *m_followedSince))
        return false;
    if (m_connections->size() > qsizetype(entry.recipientList->size())) {
        return std::ranges::any_of(*entry.recipientList, [&](ConnectionId id) {
            return id != entry.notRecipient && m_connections->contains(id);
        });
    }
    return std::any_of(m_connections->begin(), m_connections->end(),
                       [&](ConnectionId id) { return entry.isListedRecipient(id); });
}

bool MessageFilter::accepts(const MessageRow &row) const
{
    if (row.entry.isDelivery && !m_followedSince)
        return false;
    if (!isActive())
        return true;
    if (row.isGap())
        return m_followedSince && m_connections->contains(row.entry.connection);
    return concerns(row.entry) && m_query.accepts(MessageQueryRow(row.entry));
}

MessageFilter::Doubt MessageFilter::doubtAbout(const MessageRow &row) const
{
    if (row.isGap() || row.isComplete() || (row.entry.isDelivery && !m_followedSince) ||
        !concerns(row.entry) || !m_query.dependsOnMoreOf(MessageQueryRow(row.entry)))
        return Doubt::None;
    return row.isPayloadKept ? Doubt::Truncated : Doubt::Dropped;
}

} // namespace signalbox
