#pragma once

#include "core/wire/preparedmessage.h"

#include <QString>

#include <vector>

namespace signalbox {

class Connection;

//! A named set of connections that hear each other. Lives on the thread of its hub; knows who is in, decides
//! nothing.
class Room final
{
public:
    explicit Room(QString name)
        : m_name(std::move(name))
    {
    }

    const QString &name() const { return m_name; }
    bool isEmpty() const { return m_members.empty(); }
    std::size_t size() const { return m_members.size(); }

    void add(Connection *member) { m_members.push_back(member); }
    void remove(Connection *member);
    //! Queues \a message for everybody but \a except (null: nobody is left out); returns how many took it.
    quint32 broadcast(const PreparedMessage &message, const Connection *except);

private:
    QString m_name;
    std::vector<Connection *> m_members;
};

} // namespace signalbox
