#pragma once

#include "core/wire/preparedmessage.h"

#include <QtGlobal>

#include <vector>

namespace signalbox {

class Connection;

//! Those members of a room whose connections live on this io thread. Decides nothing: its room's home says
//! who is in.
class LocalRoom final
{
public:
    bool isEmpty() const { return m_members.empty(); }
    std::size_t size() const { return m_members.size(); }

    void add(Connection *member) { m_members.push_back(member); }
    void remove(Connection *member);
    //! Queues \a message for everybody but \a except (null: nobody is left out); returns how many took it.
    quint32 broadcast(const PreparedMessage &message, const Connection *except);

private:
    std::vector<Connection *> m_members;
};

} // namespace signalbox
