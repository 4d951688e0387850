#pragma once

#include "core/hub/roommessage.h"
#include "core/protocol/request.h"

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

class IoLoop;
struct HubRules;

//! What the history of a room takes.
struct HistorySize
{
    std::size_t messages = 0;  //!< in memory
    qint64 bytes = 0;          //!< of memory
    std::size_t elsewhere = 0; //!< further messages, which would have to be loaded

    friend bool operator==(const HistorySize &, const HistorySize &) = default;
};

//! The messages with seq < `before`; of those the newest `limit`, and of those the newest that take `maxBytes` together, but
//! at least one.
struct HistoryRange
{
    quint64 before = std::numeric_limits<quint64>::max(); //!< at most the last seq + 1
    std::optional<std::size_t> limit = {};                //!< none: all
    std::optional<qsizetype> maxBytes = {};               //!< none: all
};

//! The messages of a range, oldest first, as envelope members get them.
struct HistorySlice
{
    std::vector<QByteArray> messages;
    bool isComplete = true; //!< no message of the range is missing; older ones may be left for the next page
    std::optional<quint64> next = {}; //!< `before` of the page of older messages, if any are kept
};

//! Messages with consecutive seqs, oldest first, shared with the history where it has them in memory.
using StoredMessages = std::vector<std::shared_ptr<const RoomMessage>>;

//! The history of one open room. Destroyed to close the room, when it has no members, and its history has
//! expired or has to give way to another room; nothing is called back after that. May happen during a late
//! callback. A store that outlives the process keeps the history of a closed room until it has expired.
class RoomHistory
{
public:
    using Read = std::function<void(HistorySlice &&slice)>;
    using ReadBehind = std::function<void(StoredMessages &&messages)>;

    virtual ~RoomHistory() = default;

    //! Keeps \a message, whose seq follows that of the message before. Reads behind this call include it.
    virtual void append(RoomMessage &&message) = 0;
    virtual void read(const HistoryRange &range, Read read) = 0;
    //! Reads the oldest messages with a higher seq than \a seq that are kept: as many as take \a maxBytes of memory, but at
    //! least one.
    virtual void readBehind(quint64 seq, qint64 maxBytes, ReadBehind read) = 0;
    //! Drops the oldest messages from memory, until \a bytes are free or none is left; at least one.
    virtual void dropOldest(qint64 bytes) = 0;
    //! Drops all messages, for good: reads that include them are not complete any more. The numbering goes on.
    virtual void clear() = 0;
    //! Drops all messages and the numbering, before the room is closed: it gives way to another room.
    virtual void forget() = 0;
    //! What is kept.
    virtual HistorySize size() const = 0;
};

//! Where the numbering of a room stands.
struct RoomNumbering
{
    StreamPosition last; //!< of the last message
    //! Where the numbering before has ended, as far as its messages are kept: numbers behind that may have been given to
    //! messages that are lost. Its epoch is empty if there was none, or it is not known any more.
    StreamPosition previous = {};

    friend bool operator==(const RoomNumbering &, const RoomNumbering &) = default;
};

//! Keeps the latest publications of rooms, within the limits of the configuration. One store serves the shard
//! of one io thread; all calls are made on that thread.
//!
//! Results are passed to callbacks, on the same thread, once each, and in the order of the calls for one
//! room: during the call when the store has the data in memory, later when it has to load them. A store never
//! blocks the thread. When it cannot load what it kept, it answers as if it had kept nothing.
class HistoryStore
{
public:
    using Opened = std::function<void(const RoomNumbering &numbering)>;

    virtual ~HistoryStore() = default;

    //! Opens the history of \a room. \a opened gets the numbering to continue: a new epoch if the store does not know the
    //! room. Nothing is asked of the history before that.
    virtual std::unique_ptr<RoomHistory> open(const QString &room, Opened opened) = 0;
};

//! Makes the store of one shard, on its io thread. Loop and rules outlive it; the rules may change. \a isOwn: whether a room
//! belongs to the shard.
using HistoryStoreFactory = std::function<std::unique_ptr<HistoryStore>(
    IoLoop &loop, const HubRules &rules, const std::function<bool(QStringView room)> &isOwn)>;

} // namespace signalbox
