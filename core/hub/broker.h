#pragma once

// A broker numbers the publications of rooms, keeps their history, and distributes them to the shards that
// have members of the room: one shard in this process, or one on each node of a cluster.
//
// A shard opens the stream of a room before its first member joins, and closes it when the room is forgotten.
// In between the broker reports each publication to it, in the order of their seq and without a gap.
//
// The result of a call is never returned: it arrives as an event. A broker in this process reports it during
// the call, a broker that asks another thread or machine reports it later, and the shard makes no difference
// between the two.
//
// Members are not the broker's: the member list of the shard is the presence of the room in this process.

#include "core/hub/historystore.h"
#include "core/hub/shardrequest.h"

namespace signalbox {

//! Part of the history of a room.
struct HistoryFilter
{
    std::optional<quint64> before;     //!< messages with a lower seq
    std::optional<std::size_t> limit;  //!< the newest ones
    std::optional<qsizetype> maxBytes; //!< the newest ones that take this together, at least one
};

//! A query about a room that nobody may be in here.
using RoomQuery = std::variant<HistoryQuery, RoomDescriptionQuery, HistoryDeletion>;

inline const QString &roomOf(const RoomQuery &query)
{
    return std::visit([](const auto &content) -> const QString & { return content.room; }, query);
}

// ---- events

//! The stream of \a room is open, and publications follow behind \a position. Emitted again when the
//! numbering could not be continued: the position then has a new epoch, or publications before it are lost for this shard.
struct StreamOpened
{
    QString room;
    StreamPosition position;
    //! Where the numbering before has ended; see RoomNumbering.
    StreamPosition previous = {};
};

//! What a publisher's shard needs to answer it.
struct PublishOrigin
{
    Requester requester;
    TimePoint receivedAt;
    std::shared_ptr<const ServerPublisher> server = {}; //!< as in RoomPublish
};

//! A publication with its seq and time, for all members of \a room. It also tells the publisher's shard that
//! its publish has succeeded.
struct PublicationReceived
{
    QString room;
    RoomMessage message;
    std::optional<PublishOrigin> origin; //!< none: another node published it
};

//! The result of a read, oldest message first, as envelope members get them. \a position is the last
//! publication at the time of reading.
struct HistoryReadDone
{
    QString room;
    StreamPosition position;
    HistorySlice slice;
    HistoryQuery query; //!< as it was passed to readHistory()
};

//! The result of a read for a replay, oldest message first. \a position is the last publication at the time of this
//! event, which comes behind that publication and before the next one: so a client that replays the messages and then
//! receives live ones has no gap and no duplicate.
struct ReplayReadDone
{
    QString room;
    StreamPosition position;
    StoredMessages
        messages;    //!< those that are kept behind the position of the read, without a gap between them
    ReplayRead read; //!< as it was passed to readReplay()
};

//! The history of \a room has been deleted, up to its last publication.
struct HistoryCleared
{
    QString room;
    HistoryDeletion deletion; //!< as it was passed to clearHistory()
};

//! Whether \a room, of which this shard has no stream, is known.
struct RoomLookedUp
{
    QString room;
    std::optional<bool> isKnown; //!< none: what the broker relies on does not work
    RoomQuery query;             //!< as it was passed to lookUp()
};

//! A call that had no effect, because what the broker relies on does not work. It is not repeated by the
//! broker.
struct BrokerFailure
{
    //! The call was open().
    struct OfOpen
    {
    };
    QString room;
    std::variant<OfOpen, PublishOrigin, HistoryQuery, ReplayRead, HistoryDeletion> call;
};

//! Receives the events of a broker, on the thread of the shard. May destroy the room's stream during an event
//! that arrives later than the call that it results from.
class BrokerEventHandler
{
public:
    virtual void handle(StreamOpened &&event) = 0;
    //! The handler may move prepared forms out of the message; the caller moves it to the history.
    virtual void handle(PublicationReceived &event) = 0;
    virtual void handle(HistoryReadDone &&event) = 0;
    virtual void handle(ReplayReadDone &&event) = 0;
    virtual void handle(HistoryCleared &&event) = 0;
    virtual void handle(RoomLookedUp &&event) = 0;
    virtual void handle(BrokerFailure &&event) = 0;

protected:
    ~BrokerEventHandler() = default;
};

//! One room at the broker, from open() until it is destroyed, which closes the stream: the room is forgotten,
//! and no event of it follows.
class RoomStream
{
public:
    virtual ~RoomStream() = default;

    //! Numbers and keeps a publication of \a user (empty: of nobody), and distributes it:
    //! PublicationReceived follows. The publications of one shard to one room keep their order.
    virtual void publish(RoomPublish &&publish, const QString &user) = 0;
    //! HistoryReadDone follows.
    virtual void readHistory(const HistoryFilter &filter, HistoryQuery &&query) = 0;
    //! ReplayReadDone follows, with the oldest messages behind the position of \a read, at most MaxReplayChunk bytes of them,
    //! but at least one. The epoch of the position is the room's.
    virtual void readReplay(ReplayRead &&read) = 0;
    //! Drops the oldest messages that this process keeps, about \a bytes, but at least one. Reads that include them are not
    //! complete any more; the numbering goes on.
    virtual void dropHistory(qint64 bytes) = 0;
    //! Drops all messages of the room, for good: HistoryCleared follows. Reads that include them are not complete any more; the
    //! numbering goes on.
    virtual void clearHistory(HistoryDeletion &&deletion) = 0;
    //! The room gives way to another one, and its stream is closed now: nothing of it is kept, not even its numbering.
    virtual void forget() = 0;
    //! What this process keeps of the room's history; for lists of rooms, and to decide when to close it.
    virtual HistorySize historySize() const = 0;
    //! Whether the history is lost, in whole or in part, when the stream is closed: then a room without members stays for it.
    virtual bool mustStayForHistory() const { return true; }
};

//! The interface of one shard to the broker. Lives on the shard's io thread, which makes all calls and
//! receives all events. A broker never blocks it. Events of one room keep the order of the stream; nothing is
//! promised between rooms. Each call of open(), lookUp(), publish(), readHistory(), readReplay() and
//! clearHistory() has exactly one event as its result.
class Broker
{
public:
    virtual ~Broker() = default;

    //! Sets the receiver of all events, before anything else is called. It outlives the broker's last event.
    virtual void setHandler(BrokerEventHandler &handler) = 0;
    //! Opens the stream of \a room: StreamOpened follows. Nothing is asked of the stream before that.
    virtual std::unique_ptr<RoomStream> open(const QString &room) = 0;
    //! Asks whether the room of \a query exists anywhere, or has existed and is still known, without making it: RoomLookedUp
    //! follows. Only where other processes may know rooms that this shard does not have.
    virtual void lookUp(RoomQuery &&query) = 0;
};

class IoLoop;
struct HubRules;

//! Makes the broker's interface for one io thread, on that thread. Loop and rules outlive it; the rules may change.
using BrokerFactory = std::function<std::unique_ptr<Broker>(IoLoop &loop, const HubRules &rules)>;

} // namespace signalbox
