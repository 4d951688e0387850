#include "ui/messages/messagefilter.h"

#include "core/model/queryrows.h"

namespace signalbox {

void MessageFilter::setConnections(std::optional<QSet<ConnectionId>> connections)
{
    m_connections = std::move(connections);
}

bool MessageFilter::accepts(const MessageRow &row) const
{
    if (!isActive())
        return true;
    if (row.isGap())
        return false;
    if (m_connections && !m_connections->contains(row.entry.connection))
        return false;
    return m_query.accepts(MessageQueryRow(row.entry));
}

} // namespace signalbox
