#pragma once

#include "core/cluster/directoryclaims.h"
#include "core/cluster/directorysync.h"
#include "core/cluster/nodemessage.h"
#include "core/cluster/noderegistration.h"
#include "core/policy/userplacedirectory.h"

#include <QTimer>

#include <array>
#include <functional>
#include <vector>

namespace signalbox {

//! The directory of a cluster on the broker's thread: answers the RedisDirectory of each io thread, and receives what the
//! other nodes send to this one.
class DirectoryService final : private RedisLinkHandler
{
public:
    using Deliver = std::function<void(std::vector<DirectoryEvent> &&events)>;

    struct Settings
    {
        QByteArray prefix;
        NodeRegistration::Settings node;
        std::size_t threads = 1;          //!< io threads
        std::function<QByteArray()> info; //!< see NodeRegistration
        DirectoryClaims::LocalChanged localChanged{};
    };

    //! All outlive it.
    DirectoryService(RedisLink &link, ClusterNodes &nodes, Settings settings);
    Q_DISABLE_COPY_MOVE(DirectoryService)

    // Called by the RedisDirectory of io thread \a thread.
    void connect(std::size_t thread, Deliver deliver) { m_deliver[thread] = std::move(deliver); }
    void disconnect(std::size_t thread) { m_deliver[thread] = {}; }
    void handle(std::size_t thread, std::vector<DirectoryRequest> &&requests);

    // Called by the UserPlacePort. The places of users that limits.max_connections_per_user counts.
    //! \a done: whether there is a place, or nobody knows. Null, with UserPolicy::Replace: nobody waits for it.
    void claimPlace(const QString &user, ConnectionId client, qint64 most, UserPolicy policy,
                    const std::function<void(bool)> &done);
    void addPlaces(const std::vector<UserPlaceDirectory::Taken> &places);
    void removePlace(const QString &user, ConnectionId client);

    //! The server ends, and has no connections any more. Ends the registration as soon as the entries are gone: who is not
    //! registered is not looked after by the others. \a left is called then, or never.
    void leave(const std::function<void()> &left);

private:
    void linkUp() override;
    void linkDown() override;
    void subscribed(const QByteArray &) override {}
    void unsubscribed(const QByteArray &) override {}
    void received(const QByteArray &channel, const QByteArray &payload) override;
    void perform(std::size_t thread, EntryAdded &&request);
    void perform(std::size_t thread, EntryRemoved &&request);
    void perform(std::size_t thread, MemberClaim &&claim);
    void perform(std::size_t thread, PresenceQuery &&query);
    void perform(std::size_t thread, UserMessage &&message);
    void receive(MembersChanged &&message);
    void receive(UserAddressed &&message);
    void receive(UserReplaced &&message);
    void receive(NodeArrived) { m_registration.beat(); }
    void receive(NodeQuestion &&) {} // NodeCalls
    void receive(NodeAnswer &&) {}
    void deliver(std::size_t thread, std::vector<DirectoryEvent> &&events);
    DirectorySync &syncOf(DirectoryKind kind) { return kind == DirectoryKind::Room ? m_rooms : m_users; }

    RedisLink &m_link;
    DirectoryKeys m_keys;
    Settings m_settings;
    DirectorySync m_rooms;
    DirectorySync m_users;
    DirectorySync m_places;
    DirectoryClaims m_claims;
    std::vector<Deliver> m_deliver; //!< by io thread; empty: it has ended
    NodeRegistration m_registration;
    QTimer m_leaving; //!< of leave()
};

} // namespace signalbox
