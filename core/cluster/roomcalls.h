#pragma once

#include "core/cluster/roomfeed.h"
#include "core/cluster/roomkeys.h"
#include "core/cluster/roompublisher.h"

#include <functional>
#include <optional>

namespace signalbox {

//! A part of the history of a room in Redis.
struct HistoryPart
{
    StreamPosition position;                  //!< of the room
    bool isWhole = true;                      //!< there are no more in the direction of the read
    std::vector<ReceivedPublication> entries; //!< oldest first
};

//! What a node asks of Redis about rooms. Called on the thread of the broker. Each call has one answer, later, in the order of the
//! calls.
class RoomCalls
{
public:
    struct Question
    {
        StreamPosition known; //!< empty epoch: nothing is known
        PublicationId lastId; //!< of the publication at the position; counter 0: unknown
        HistorySettings limits;
        std::deque<QString> formerEpochs;
    };
    struct Read
    {
        enum class Direction : quint8 { Older, Newer };
        QString epoch;
        Direction direction = Direction::Older;
        quint64 from = 0;         //!< not included
        std::size_t messages = 0; //!< at most; 0: no limit
        qsizetype bytes = 0;      //!< at most, but one message in any case
        Milliseconds age{0};      //!< of the history
    };
    using Published = std::function<void(const PublishAnswer &answer)>;
    //! None: it failed, or what came is not what a script returns.
    using Answered = std::function<void(std::optional<RoomState> &&state)>;
    //! None: it failed, or what Redis has is not a position. An empty epoch: Redis does not know the room.
    using PositionRead = std::function<void(const std::optional<StreamPosition> &position)>;
    using ReadDone = std::function<void(std::optional<HistoryPart> &&part)>;
    //! What is deleted ends with the position. None: it failed. An empty epoch: there was nothing.
    using Cleared = std::function<void(const std::optional<StreamPosition> &position)>;

    virtual ~RoomCalls() = default;

    //! There is a new connection.
    virtual void prepare() = 0;
    virtual void publish(const RoomKeys &keys, const StreamPosition &known, const PublicationId &id,
                         const QueuedPublish &publish, Published published) = 0;
    virtual void synchronize(const RoomKeys &keys, const Question &question, Answered answered) = 0;
    //! Only where the room is in Redis, and nothing is written: a tenth of the cost of synchronize() for it.
    virtual void readPosition(const RoomKeys &keys, PositionRead done) = 0;
    virtual void read(const RoomKeys &keys, const Read &read, ReadDone done) = 0;
    virtual void clear(const RoomKeys &keys, Cleared cleared) = 0;

    //! Bytes of payloads in one answer.
    static constexpr qsizetype AnswerBytes = 256 * 1024;
    //! How long the numbering outlives the history.
    static constexpr Milliseconds HashLife{3'600'000};
};

} // namespace signalbox
