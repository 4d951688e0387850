#pragma once

#include "core/base/namehash.h"
#include "core/base/servercounters.h"
#include "core/hub/clientdelivery.h"
#include "core/hub/clusterdirectory.h"
#include "core/hub/recipientlists.h"
#include "core/hub/shardfanout.h"
#include "core/hub/shardrequest.h"
#include "core/loop/ioloop.h"

#include <deque>
#include <map>
#include <vector>

namespace signalbox {

class MessageTap;

//! The users whose shard is this io thread, each with its connections on all threads. A direct message goes
//! to all connections of its user. Handles the requests of every thread, those of one thread in the order in
//! which it made them.
class UserShard final
{
public:
    //! \a counters count the users of this shard. All outlive it.
    UserShard(IoLoop &loop, HubLink &link, ShardFanout &fanout, ServerCounters &counters);
    Q_DISABLE_COPY_MOVE(UserShard)

    //! Null: messages are not observed.
    void setTap(MessageTap *tap) { m_tap = tap; }
    //! Null: there is no cluster. Set before the first request; outlives the shard.
    void setDirectory(ClusterDirectory *directory) { m_directory = directory; }

    void handle(UserConnected &&request);
    void handle(UserDisconnected &&request);
    void handle(DirectPublish &&request);
    void handle(ServerUserPublish &&request);
    void handle(SentElsewhere &&event);
    void handle(DirectFromElsewhere &&event);
    //! A thread whose backlog was too large has worked most of it off.
    void resume();

    //! Of messages from other nodes that wait for a thread.
    static constexpr qint64 MaxElsewhere = 1024 * 1024;

private:
    struct Place
    {
        std::size_t thread = 0;
        Dialect dialect = Dialect::Plain;
    };
    using Connections = std::map<ConnectionId, Place>;

    const Connections &connectionsOf(const QString &user) const;
    bool isBlocked(const Connections &connections);
    void resumeWaiting();
    void resumeElsewhere();
    void publish(DirectPublish &&request);
    //! \a elsewhere: the connections at other nodes that get it too.
    void finish(const DirectPublish &request, quint32 elsewhere);
    void finish(const ServerUserPublish &request, quint32 elsewhere);
    void fail(const DirectPublish &request);
    void fail(const ServerUserPublish &request);
    void sendDirect(const Connections &connections, const DirectFromElsewhere &direct);
    void send(const Connections &connections, DirectBroadcast &&message);
    void log(const Connections &connections, const QString &user, const PreparedMessage &plain,
             const PreparedMessage &envelope, ConnectionId publisher, const QString &from);

    IoLoop &m_loop;
    HubLink &m_link;
    ShardFanout &m_fanout;
    ServerCounters &m_counters;
    MessageTap *m_tap = nullptr;
    ClusterDirectory *m_directory = nullptr;
    RecipientLists m_recipientLists;
    NameMap<Connections> m_users;
    std::deque<DirectPublish>
        m_waiting; //!< for a thread with too large a backlog; bounded by the publishers' credit
    std::deque<DirectFromElsewhere> m_elsewhere; //!< the same, of other nodes; what is too much is dropped
    qint64 m_elsewhereBytes = 0;
};

} // namespace signalbox
