#pragma once

#include "core/cluster/directorykeys.h"
#include "core/cluster/directorymirror.h"
#include "core/cluster/directoryrequest.h"
#include "core/cluster/redislink.h"

namespace signalbox {

//! Keeps what Redis has of this node's entries, of one kind, equal to what this node has. Lives on the broker's thread.
class DirectorySync final
{
public:
    //! All outlive it.
    DirectorySync(RedisLink &link, const DirectoryKeys &keys, DirectoryKind kind, NodeNumber node);
    Q_DISABLE_COPY_MOVE(DirectorySync)

    void add(const QString &name, ConnectionId client, const QString &user)
    {
        m_mirror.add(name, client, user);
    }
    void remove(const QString &name, ConnectionId client) { m_mirror.remove(name, client); }

    // Of an entry that Redis is asked for, see DirectoryMirror.
    void hold(const QString &name, ConnectionId client, const QString &user)
    {
        m_mirror.hold(name, client, user);
    }
    void drop(const QString &name, ConnectionId client) { m_mirror.drop(name, client); }
    bool has(const QString &name, ConnectionId client) const { return m_mirror.has(name, client); }
    void tell(const QString &name, ConnectionId client)
    {
        m_mirror.tell(name, client);
        send();
    }
    //! How often Redis was told of all entries in a range of ids, whatever their number and names.
    quint64 rangesTold() const { return m_rangesTold; }

    //! Redis may have lost everything, or kept what is no longer true.
    void restart();
    //! Sends what is to be told, as much as may be under way at a time; the rest follows. Nothing while the link is down.
    void send();
    //! Sends all that is to be told of \a name now, before what asks for it.
    void send(const QString &name);
    //! Whether Redis has all that this node has to tell.
    bool isDone() const { return m_underWay == 0 && m_mirror.isAllTold(); }

private:
    void scan(const QByteArray &cursor);
    void scanned(const RedisReply &reply);
    void send(const DirectoryMirror::Change &change);

    //! Calls. A few for each name that changes while Redis takes its time; but at a restart all names have to be told.
    static constexpr int MaxUnderWay = 256;

    RedisLink &m_link;
    const DirectoryKeys &m_keys;
    DirectoryKind m_kind;
    NodeNumber m_node;
    DirectoryMirror m_mirror;
    int m_underWay = 0;
    quint64 m_rangesTold = 0;
    quint64 m_scan = 0; //!< the number of restarts: an older scan ends
};

} // namespace signalbox
