#pragma once

// The requests to the shard of a room or user. The sender moves them to the shard's io thread through
// HubLink.
//
// ReplayRead is declared with the other steps of a replay, in replay.h.
//
// To add a request: a struct here and in ShardRequest, and a handle() of RoomShard or UserShard. What waits
// while a room is blocked is also listed in RoomRequest.

#include "core/base/clock.h"
#include "core/hub/membership.h"
#include "core/hub/replay.h"
#include "core/hub/requester.h"
#include "core/hub/servermessage.h"
#include "core/protocol/request.h"

#include <QHostAddress>

#include <memory>
#include <optional>
#include <variant>

namespace signalbox {

//! Where the result of a request that the server itself made is delivered: to the hub of `thread`.
struct ReplyAddress
{
    std::size_t thread = 0;
    quint64 number = 0; //!< names the callback there; 0: no reply is wanted
};

// ---- about a room

//! What a publication of the server itself needs beside its content.
struct ServerPublisher
{
    ReplyAddress reply; //!< of a ServerPublishResult
    QString from;       //!< as in ServerMessage
};

struct RoomPublish
{
    Requester requester; //!< client null: the server itself
    QString room;
    Publication publication;
    TimePoint receivedAt;                               //!< when the publisher's thread received it
    std::shared_ptr<const ServerPublisher> server = {}; //!< null: a client publishes it
};

struct RoomJoin
{
    Requester requester;
    QString room;
    Membership member;
    std::optional<StreamPosition> since; //!< replay what follows it
    bool isFirst = false;                //!< the room of the path: answered with a welcome
    bool isNewRoom = false;              //!< set by the shard: the join has created the room
    QHostAddress creator = {};           //!< whom a new room counts for; null: for nobody
};

struct RoomLeave
{
    Requester requester;
    QString room;
    bool hasDisconnected = false; //!< the connection has ended: nobody waits for an answer
};

//! A member has more than limits.outbox_soft queued, or not any more.
struct ReaderBehindChanged
{
    ConnectionId client;
    QString room;
    bool isBehind = false;
};

// A query whose `reply` has a number is one of the server itself, which gets a RoomAnswer; others are those of clients.

struct PresenceQuery
{
    //! The server itself wants a RoomAnswer with the RoomSnapshot, in a cluster: only the number of members counts.
    struct ForDescription
    {
    };
    //! The server itself has published, and wants the ServerPublishResult: as before.
    struct ForPublication
    {
        quint32 membersHere = 0;
        quint64 seq = 0;
    };

    //! A HistoryQuery about a room without messages: it exists if anybody is in it.
    struct ForHistory
    {
        std::shared_ptr<const HistoryRequest>
            request; //!< not null; a pointer, because queues hold many requests
    };

    Requester requester;
    QString room;
    PresenceRequest request;
    ReplyAddress reply = {};
    std::variant<std::monostate, ForDescription, ForPublication, ForHistory> purpose = {};
};

//! Bytes of one answer to a HistoryQuery, unless it is a single message.
inline constexpr qsizetype MaxHistoryPage = 256 * 1024;

struct HistoryQuery
{
    Requester requester;
    QString room;
    HistoryRequest request;
    ReplyAddress reply = {};
};

//! What a room is at the moment.
struct RoomDescriptionQuery
{
    ReplyAddress reply;
    QString room;
};

//! Deletes what is kept of the room's messages.
struct HistoryDeletion
{
    ReplyAddress reply;
    QString room;
};

//! Whether \a client is in \a room once the requests before this one are done.
struct MembershipQuery
{
    ReplyAddress reply;
    QString room;
    ConnectionId client;
};

//! A message from the server itself.
struct ServerRoomPublish
{
    ReplyAddress reply;
    QString room;
    ServerMessage message;
    bool isForEmptyRoom = false; //!< published also if nobody is in the room, which is created if need be
};

//! The idle room gives way to a new room of any shard, see RoomLedger.
struct RoomGivesWay
{
    QString room;
    quint64 ticket = 0;
};

// ---- about a user

//! One connection of a user.
struct UserConnection
{
    ConnectionId client;
    std::size_t thread = 0;
    Dialect dialect = Dialect::Plain;
};

struct UserConnected
{
    QString user;
    UserConnection connection;
};

struct UserDisconnected
{
    QString user;
    ConnectionId client;
};

struct DirectPublish
{
    Requester requester;
    QString from; //!< user
    QString to;   //!< user
    EnvelopeContent content;
};

//! A message from the server itself.
struct ServerUserPublish
{
    ReplyAddress reply;
    QString user;
    ServerMessage message;
};

// ---- about the shards of a thread

//! An io thread has handled most of the deliveries that this shard thread sent to it: what waits may
//! continue.
struct ResumePublishing
{
};

//! The history of all rooms has to give way, that of this thread's shard, too.
struct ReclaimHistory
{
};

//! What the shard of a room handles in the order of arrival, and keeps while the room is blocked.
using RoomRequest = std::variant<RoomPublish, RoomJoin, RoomLeave, PresenceQuery, HistoryQuery,
                                 MembershipQuery, RoomDescriptionQuery, HistoryDeletion>;

using ShardRequest = std::variant<RoomPublish, RoomJoin, RoomLeave, PresenceQuery, HistoryQuery, ReplayRead,
                                  MembershipQuery, RoomDescriptionQuery, HistoryDeletion, ServerRoomPublish,
                                  RoomGivesWay, ReaderBehindChanged, UserConnected, UserDisconnected,
                                  DirectPublish, ServerUserPublish, ResumePublishing, ReclaimHistory>;

} // namespace signalbox
