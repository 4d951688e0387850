#pragma once

#include "core/hub/membership.h"
#include "core/wire/preparedmessage.h"

#include <vector>

namespace signalbox {

class Connection;

//! Those members of a room whose connections live on this io thread. Decides nothing: its room's home says
//! who is in.
class LocalRoom final
{
public:
    bool isEmpty() const { return m_plain.empty() && m_envelope.empty(); }
    std::size_t size() const { return m_plain.size() + m_envelope.size(); }

    void add(Connection *member, Dialect dialect) { membersOf(dialect).push_back(member); }
    void remove(Connection *member, Dialect dialect);
    //! Queues \a message for those members of \a dialect but \a except (null: nobody is left out); returns
    //! how many took it.
    quint32 send(Dialect dialect, const PreparedMessage &message, const Connection *except);

private:
    std::vector<Connection *> &membersOf(Dialect dialect)
    {
        return dialect == Dialect::Plain ? m_plain : m_envelope;
    }

    std::vector<Connection *> m_plain;
    std::vector<Connection *> m_envelope;
};

} // namespace signalbox
