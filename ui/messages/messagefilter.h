#pragma once

#include "core/model/query.h"
#include "ui/messages/messagering.h"

#include <QSet>

#include <optional>

namespace signalbox {

//! A filter for the message log. A value type.
class MessageFilter
{
public:
    void setQuery(const Query &query) { m_query = query; }
    //! Accepts only messages from or to one of \a connections; nullopt accepts all. A broadcast has no single
    //! connection.
    void setConnections(std::optional<QSet<ConnectionId>> connections);

    bool isActive() const { return !m_query.isEmpty() || m_connections; }
    //! Rows for missing messages are accepted only if the filter is not active.
    bool accepts(const MessageRow &row) const;

private:
    Query m_query;
    std::optional<QSet<ConnectionId>> m_connections;
};

} // namespace signalbox
