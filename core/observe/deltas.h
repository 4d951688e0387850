#pragma once

// What watchers of a server get: plain values in batches, about ten a second, only while somebody watches.

#include "core/base/closereason.h"
#include "core/hub/roomsnapshot.h"
#include "core/session/activity.h"
#include "core/session/connectioninfo.h"

#include <QByteArray>

#include <vector>

namespace signalbox {

//! One connection, whole.
struct ConnectionSnapshot
{
    ConnectionInfo info;
    Activity activity;
};

struct ConnectionChange
{
    ConnectionId id;
    Activity activity;
};

struct ConnectionRemoval
{
    ConnectionId id;
    ConnectionEnd end;
};

//! All that happened to the list of connections since the batch before. An id is in at most one of the three;
//! a connection that came and went between two batches is in none.
struct ConnectionDelta
{
    std::vector<ConnectionSnapshot> added;
    std::vector<ConnectionChange> changed;
    std::vector<ConnectionRemoval> removed;

    bool isEmpty() const { return added.empty() && changed.empty() && removed.empty(); }
};

enum class Direction : quint8 { In, Out };
enum class MessageType : quint8 { Text, Binary };

//! One message as the log shows it. Out entries stand for a whole broadcast (recipients > 1) or one send.
struct LogEntry
{
    quint64 number = 0; //!< counts from 1 in a server's run, gaps where entries were left out
    WallTime time;
    Direction direction = Direction::In;
    MessageType type = MessageType::Text;
    ConnectionId connection; //!< the sender (In) or the one addressed (Out); null for a broadcast
    QString user;            //!< of that connection; empty for a broadcast
    QString room;
    quint64 seq = 0;        //!< of a message of a room; 0: it has none
    quint32 recipients = 0; //!< connections it was queued for
    qint64 size = 0;        //!< payload bytes, the true size
    QByteArray payload;     //!< the first MaxLoggedPayload bytes at most; shorter than size means truncated

    bool isTruncated() const { return payload.size() < size; }
};
inline constexpr qint64 MaxLoggedPayload = 64 * 1024;

struct LogBatch
{
    std::vector<LogEntry> entries; //!< oldest first
    quint64 leftOut = 0;           //!< entries that did not fit since the batch before
};

//! The rooms of a server at one moment. Rates are the watcher's to compute from two of them.
struct RoomReport
{
    TimePoint at;
    RoomList list;
};

//! Totals since the start and the moment; rates are the watcher's to compute from two of them.
struct ServerStats
{
    TimePoint at;
    quint64 connections = 0;
    quint64 messagesIn = 0;
    quint64 messagesOut = 0; //!< deliveries: one a recipient
    quint64 bytesIn = 0;
    quint64 bytesOut = 0;
    quint64 accepted = 0; //!< WebSocket connections since the start
    quint64 refused = 0;  //!< refusals before the upgrade since the start
    qint64 queuedBytes = 0;
    std::optional<Nanoseconds> medianLatency; //!< of the smoothed latencies; none without a reading
};

} // namespace signalbox
