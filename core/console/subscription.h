#pragma once

// Streams of a console. Each may have any number of subscribers, and each subscriber has its own pace: one that
// does not acknowledge delays no other, its batches are merged meanwhile within the bounds stated below. While a
// stream has no subscriber nothing is collected for it.
//
// A subscription object belongs to the caller; destroying it ends the subscription, also from within one of
// its own signals. It may outlive its console: it emits nothing more then. Main thread.

#include "core/base/clock.h"
#include "core/model/ban.h"
#include "core/model/closedlog.h"
#include "core/model/clusternode.h"
#include "core/model/connectiondelta.h"
#include "core/model/messagelog.h"
#include "core/model/roomlist.h"
#include "core/model/serverevent.h"
#include "core/model/serverstats.h"

#include <QObject>

namespace signalbox {

class Query;

//! The pace of one subscriber.
struct SubscriptionOptions
{
    enum class Acknowledgement : quint8 {
        Automatic, //!< a batch is acknowledged when the slots connected to its signal have returned
        Manual,    //!< by acknowledge()
    };

    Milliseconds interval{0}; //!< least time between two batches; shorter than the stream's: as the stream
    Acknowledgement acknowledgement = Acknowledgement::Automatic;
};

class Subscription : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    //! The previous batch has been handled: the next one may follow. Needed with Acknowledgement::Manual.
    virtual void acknowledge() = 0;
};

//! The list of connections: one batch per 100 ms at most. Waiting changes are merged, so that an id is in at
//! most one list: they hold at most the present connections and those that the subscriber has been sent.
class ConnectionsSubscription : public Subscription
{
    Q_OBJECT
public:
    using Subscription::Subscription;

Q_SIGNALS:
    //! All rows are void: the server has stopped, or the changed() that follows holds all connections. Emitted
    //! before the first changed(), too.
    void reset();
    void changed(const signalbox::ConnectionDelta &delta);
};

//! The messages: one batch per 100 ms at most. Lossy: what does not fit into MaxLoggedEntries and
//! MaxLoggedBytes is counted in LogBatch::leftOut.
class MessagesSubscription : public Subscription
{
    Q_OBJECT
public:
    using Subscription::Subscription;

    //! Follows these connections and no others: from now on every message that they send and get has an entry with
    //! LogEntry::isFollowed, whole up to MaxFollowedPayload, whatever the others do. Those of one connection that arrive faster
    //! than can be handled (20 MB/s in 100,000 messages can) are one MessageKind::Gap. Ids beyond the first MaxFollowed are ignored.
    virtual void follow(const std::vector<ConnectionId> &connections) = 0;
    static constexpr std::size_t MaxFollowed = 16;
    //! Shows the Ping, Pong and Close frames of these connections and no others (MessageKind::Control). Ids beyond the
    //! first MaxControlled are ignored.
    virtual void showControlFrames(const std::vector<ConnectionId> &connections) = 0;
    static constexpr std::size_t MaxControlled = 1000;

Q_SIGNALS:
    void logged(const signalbox::LogBatch &batch);
};

//! Connections that have ended, however short they lived, and requests that were refused: one batch per 100 ms
//! at most, within the bounds of ClosedBatch. First come the ends that the server remembers (admin.closed), in as many
//! batches as they take. Ends wait there for a subscriber that is slow, so that what is forgotten meanwhile is counted.
class ClosedSubscription : public Subscription
{
    Q_OBJECT
public:
    using Subscription::Subscription;

Q_SIGNALS:
    void closed(const signalbox::ClosedBatch &batch);
};

//! The rooms: one report a second at most, fewer when listing takes long. Bounded: RoomList::leftOut counts.
class RoomsSubscription : public Subscription
{
    Q_OBJECT
public:
    using Subscription::Subscription;

    //! Only rooms that \a filter (of QueryList::Rooms) accepts. A report follows soon.
    virtual void setFilter(const Query &filter) = 0;

Q_SIGNALS:
    void listed(const signalbox::RoomReport &report);
};

//! What happened to the server as a whole: first what is remembered, then what changes; five batches a second at most. The
//! server remembers a bounded number of events whether or not there is a subscriber, also while it is stopped.
class EventsSubscription : public Subscription
{
    Q_OBJECT
public:
    using Subscription::Subscription;

Q_SIGNALS:
    void changed(const signalbox::ServerEventBatch &batch);
};

//! The bans: all of them whenever they have changed, and every few seconds their hits.
class BansSubscription : public Subscription
{
    Q_OBJECT
public:
    using Subscription::Subscription;

Q_SIGNALS:
    //! By ascending id.
    void listed(const std::vector<signalbox::Ban> &bans);
};

//! The nodes of the cluster of the server, and its broker: twice a second at most.
class NodesSubscription : public Subscription
{
    Q_OBJECT
public:
    using Subscription::Subscription;

Q_SIGNALS:
    //! Also emitted once where there is no cluster.
    void reported(const signalbox::ClusterStatus &status);
};

//! The totals of the server: twice a second at most.
class StatsSubscription : public Subscription
{
    Q_OBJECT
public:
    using Subscription::Subscription;

Q_SIGNALS:
    void measured(const signalbox::ServerStats &stats);
};

} // namespace signalbox
