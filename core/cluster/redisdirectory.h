#pragma once

#include "core/cluster/directoryrequest.h"
#include "core/loop/ioloop.h"
#include "core/loop/looppost.h"

namespace signalbox {

class DirectoryService;
class BrokerThread;

//! The directory of a cluster in Redis, as the shards of one io thread use it: passes what they report and ask to the
//! DirectoryService, once a turn. Lives on the io thread.
class RedisDirectory final : public ClusterDirectory, private Flushable
{
public:
    //! \a thread: the index of the io thread. All outlive it.
    RedisDirectory(IoLoop &loop, std::size_t thread, BrokerThread &broker, DirectoryService &service);
    ~RedisDirectory() override;
    Q_DISABLE_COPY_MOVE(RedisDirectory)

    void setHandler(ClusterDirectoryHandler &handler) override;

    void addMember(const QString &room, ConnectionId client, const QString &user) override;
    void removeMember(const QString &room, ConnectionId client) override;
    void claimMember(MemberClaim &&claim) override;
    void findMembers(PresenceQuery &&query) override;

    void addConnection(const QString &user, ConnectionId client) override;
    void removeConnection(const QString &user, ConnectionId client) override;
    void sendElsewhere(UserMessage &&message) override;

private:
    void add(DirectoryRequest &&request);
    void flush() override;

    IoLoop &m_loop;
    std::size_t m_thread;
    BrokerThread &m_broker;
    DirectoryService &m_service;
    LoopPost m_events;
    std::shared_ptr<ClusterDirectoryHandler *>
        m_handler;                            //!< of events that are posted; its value is null in the end
    std::vector<DirectoryRequest> m_requests; //!< of this turn
};

} // namespace signalbox
