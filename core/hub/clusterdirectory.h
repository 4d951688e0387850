#pragma once

// The directory of a cluster knows the members of every room and the connections of every user, at all nodes. The shards of a
// node report their own to it, and ask it where those of the other nodes matter. A server without a cluster has no directory:
// its shards know everybody.
//
// As with a Broker (broker.h), results are never returned: they arrive as events, later.

#include "core/hub/roompresence.h"
#include "core/hub/shardrequest.h"

#include <functional>
#include <memory>
#include <optional>
#include <variant>

namespace signalbox {

class IoLoop;

// ---- events

//! A connection of another node has become, or been, a member of \a room. A hint: some may be left out.
struct MemberElsewhere
{
    QString room;
    ConnectionId client;
    QString user;
    bool hasJoined = false;
};

//! The result of findMembers().
struct MembersFound
{
    PresenceQuery query;              //!< as it was passed
    std::optional<PresencePage> page; //!< none: the directory cannot be reached
};

//! A connection wants to become a member of a room that may have \a most.
struct MemberClaim
{
    QString room;
    ConnectionId client;
    QString user;
    qint64 most = 0; //!< at all nodes together; more than 0
};

//! The result of claimMember().
struct MemberClaimed
{
    enum class Result : quint8 {
        Granted, //!< it is a member now, as if by addMember()
        Refused, //!< the room is full
        //! The directory cannot be reached, or does not answer in time. The shard decides by the members that it knows, and
        //! calls addMember() or removeMember().
        Unknown,
    };
    QString room;
    ConnectionId client;
    Result result = Result::Unknown;
};

//! A newer connection of its user replaces \a client, one of this node: it is to be closed.
struct ConnectionReplaced
{
    ConnectionId client;
};

//! A message to a user, as it was passed to sendElsewhere().
using UserMessage = std::variant<DirectPublish, ServerUserPublish>;

//! The result of sendElsewhere().
struct SentElsewhere
{
    UserMessage message;
    std::optional<quint32>
        connections; //!< at the other nodes. None: the directory cannot be reached, nobody gets the message
};

//! Another node sends a message to the connections of the user \a to at this node.
struct DirectFromElsewhere
{
    QString to;
    QString from;        //!< user; empty: the server itself, without a name
    ConnectionId client; //!< null: the server itself
    EnvelopeContent content;
};

//! Receives the events of a directory that concern the shards of one io thread, on that thread.
class ClusterDirectoryHandler
{
public:
    virtual void handle(MemberElsewhere &&event) = 0;
    virtual void handle(MembersFound &&event) = 0;
    virtual void handle(MemberClaimed &&event) = 0;
    virtual void handle(ConnectionReplaced &&event) = 0;
    virtual void handle(SentElsewhere &&event) = 0;
    virtual void handle(DirectFromElsewhere &&event) = 0;

protected:
    ~ClusterDirectoryHandler() = default;
};

//! The interface of the shards of one io thread to the directory. Lives on that thread, which makes all calls and receives
//! all events. It never blocks, and what this node reports is never lost: it is reported again when the directory can be
//! reached. Each call of findMembers(), claimMember() and sendElsewhere() has exactly one event, those about one room or user in
//! the order of the calls, except that a claim may be given up before its turn. What a shard reported before a call is included in its result.
class ClusterDirectory
{
public:
    virtual ~ClusterDirectory() = default;

    //! Sets the receiver of all events, before anything else is called.
    virtual void setHandler(ClusterDirectoryHandler &handler) = 0;

    virtual void addMember(const QString &room, ConnectionId client, const QString &user) = 0;
    virtual void removeMember(const QString &room, ConnectionId client) = 0;
    //! MemberClaimed follows, soon, whatever happens. Until then nothing else is reported of that client in that room, except
    //! that removeMember() gives up the claim of a shard that ends.
    virtual void claimMember(MemberClaim &&claim) = 0;
    //! MembersFound follows.
    virtual void findMembers(PresenceQuery &&query) = 0;

    virtual void addConnection(const QString &user, ConnectionId client) = 0;
    virtual void removeConnection(const QString &user, ConnectionId client) = 0;
    //! Sends \a message to the connections of its user at the other nodes: SentElsewhere follows.
    virtual void sendElsewhere(UserMessage &&message) = 0;
};

//! Makes the directory's interface for the io thread with the index \a thread, on that thread. The loop outlives it.
using ClusterDirectoryFactory =
    std::function<std::unique_ptr<ClusterDirectory>(IoLoop &loop, std::size_t thread)>;

} // namespace signalbox
