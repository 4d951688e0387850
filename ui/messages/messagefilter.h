#pragma once

#include "core/model/query.h"
#include "ui/messages/messagestore.h"

#include <QSet>

#include <optional>

namespace signalbox {

//! A filter for the message log. A value type.
class MessageFilter
{
public:
    //! How the result for a message is limited by what is kept of it.
    enum class Doubt : quint8 {
        None,
        Truncated, //!< the part of the payload that is not kept could change the result
        Dropped,   //!< the payload, which was dropped for newer ones, could change it
    };

    void setQuery(const Query &query) { m_query = query; }
    const Query &query() const { return m_query; }
    //! Accepts only messages from or to one of \a connections, and broadcasts that are known to reach it; nullopt accepts
    //! all.
    void setConnections(std::optional<QSet<ConnectionId>> connections)
    {
        m_connections = std::move(connections);
        m_followedSince.reset();
    }
    //! The same for connections that are followed \a since then: from then on their part of a broadcast has an entry of
    //! its own (LogEntry::isDelivery), which no other filter accepts. Accepts also the gaps of these connections.
    void setFollowed(const QSet<ConnectionId> &connections, TimePoint since)
    {
        m_connections = connections;
        m_followedSince = since;
    }

    //! Returns whether it does not accept everything but deliveries.
    bool isActive() const { return !m_query.isEmpty() || m_connections; }
    bool accepts(const MessageRow &row) const;
    Doubt doubtAbout(const MessageRow &row) const;

    friend bool operator==(const MessageFilter &, const MessageFilter &) = default;

private:
    bool concerns(const LogEntry &entry) const;

    Query m_query;
    std::optional<QSet<ConnectionId>> m_connections;
    std::optional<TimePoint> m_followedSince;
};

} // namespace signalbox
