#pragma once

#include "core/hub/membership.h"
#include "core/wire/preparedmessage.h"

#include <vector>

namespace signalbox {

class Connection;

//! The members of a room whose connections live on this io thread, as the room's shard reported them.
class LocalRoom final
{
public:
    bool isEmpty() const { return m_plain.empty() && m_envelope.empty(); }
    std::size_t size() const { return m_plain.size() + m_envelope.size(); }

    //! Returns the position of \a member among those of its \a dialect, for remove().
    std::size_t add(Connection *member, Dialect dialect);
    //! Removes the member at \a position, in constant time. Returns the member that has this position now; null
    //! if none has.
    Connection *remove(std::size_t position, Dialect dialect);
    //! Queues \a message for the members of \a dialect, except \a except (null: for all). Returns the number
    //! of members that accepted it.
    quint32 send(Dialect dialect, const PreparedMessage &message, const Connection *except);
    //! As send() for members with an envelope, of a notice that they can do without.
    quint32 sendHint(const PreparedMessage &message, const Connection *except);

private:
    std::vector<Connection *> &membersOf(Dialect dialect)
    {
        return dialect == Dialect::Plain ? m_plain : m_envelope;
    }

    std::vector<Connection *> m_plain;
    std::vector<Connection *> m_envelope;
};

} // namespace signalbox
