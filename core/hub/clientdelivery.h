#pragma once

// What shards send to the io threads of clients. Moved there through HubLink, and handled by LocalClients.
//
// To add a delivery: a struct here and in ClientDelivery, and a handle() of LocalClients or Hub.

#include "core/base/clock.h"
#include "core/hub/replay.h"
#include "core/hub/requester.h"
#include "core/model/roomlist.h"
#include "core/protocol/envelopeerror.h"
#include "core/protocol/request.h"
#include "core/wire/preparedmessage.h"

#include <QString>

#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace signalbox {

class Backpressure;

//! What a delivery adds to the backlog of its io thread until it has been handled.
struct DeliveryCost
{
    Backpressure *backpressure = nullptr; //!< of the thread; null: not counted, it was delivered directly
    qint64 bytes = 0;
    std::size_t shard = 0; //!< thread of the shard that sent it
};

//! One publication of a room, the same value for the members on every thread, or a message about the room, which has no seq.
struct RoomBroadcast
{
    QString room;
    PreparedMessage plain;    //!< null: not for plain members
    PreparedMessage envelope; //!< null: not for members with an envelope
    ConnectionId except;      //!< does not get it; null: everybody does
    Requester requester;      //!< the publisher: gets its credit back, and an ack if its request had an id
    quint64 seq = 0;
    bool isHint = false; //!< joined or left, which a client that reads slowly does not get
    qint64 growth = 0; //!< bytes that the form for the other kind of members has more than the published one
    std::optional<TimePoint> receivedAt; //!< of the publication on its first thread; none: not measured
};

struct RoomDelivery
{
    std::shared_ptr<const RoomBroadcast> broadcast;
    DeliveryCost cost = {};
};

//! A message to a user, for those of its connections that live on the receiving io thread.
struct DirectBroadcast
{
    std::vector<ConnectionId> clients; //!< of all threads
    PreparedMessage plain;
    PreparedMessage envelope;
};

struct DirectDelivery
{
    std::shared_ptr<const DirectBroadcast> broadcast;
    DeliveryCost cost = {};
};

//! The client is a member. Live publications begin behind \a position, or behind the replay.
struct JoinResult
{
    Requester requester;
    QString room;
    StreamPosition position;
    std::optional<ReplayStart> replay; //!< of what the client missed; none: it did not ask
    bool isFirst = false;              //!< see RoomJoin
    qint64 openingPrice = 0;           //!< work to charge for a room that the join has opened
};

struct JoinRejection
{
    Requester requester;
    QString room;
    EnvelopeErrorCode code = EnvelopeErrorCode::Internal;
    QString text;
    bool isFirst = false; //!< see RoomJoin
    //! As in signalbox_connections_rejected_total, if a limit of rooms is the reason; else null. Owner: static storage.
    const char *limit = nullptr;
};

//! The client is not a member any more.
struct LeaveResult
{
    Requester requester;
    QString room;
    quint64 seq = 0; //!< the last publication for the client
};

//! The answer to any other request.
struct Answer
{
    Requester requester;
    QByteArray message; //!< an envelope
};

//! The result of ServerRoomPublish and ServerUserPublish.
struct ServerPublishResult
{
    quint64 number = 0; //!< see ReplyAddress
    quint32 recipients = 0;
    quint64 seq = 0;      //!< of a publication in a room; 0: it is none
    QString failure = {}; //!< why it was not published, a sentence without a full stop; empty: it was
};

//! The answer to a query of the server itself about a room, or to a HistoryDeletion.
struct RoomAnswer
{
    enum class Status : quint8 { Found, NoSuchRoom, HistoryUnavailable };

    quint64 number = 0; //!< see ReplyAddress
    Status status = Status::Found;
    QByteArray json = {};   //!< of PresenceQuery and HistoryQuery: as in the envelope, without type and id
    RoomSnapshot room = {}; //!< of RoomDescriptionQuery
};

struct MembershipResult
{
    quint64 number = 0; //!< see ReplyAddress
    bool isMember = false;
};

using ClientDelivery = std::variant<RoomDelivery, DirectDelivery, JoinResult, JoinRejection, LeaveResult,
                                    ReplayChunk, Answer, ServerPublishResult, RoomAnswer, MembershipResult>;

} // namespace signalbox
