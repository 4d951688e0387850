#pragma once

#include "core/cluster/roomcalls.h"
#include "core/hub/backpressure.h"
#include "core/loop/looppost.h"

#include <functional>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace signalbox {

//! What happens to the stream of a room, in the order in which its shard gets it.
struct StreamEvent
{
    //! See RoomFeed::Output.
    struct Opened
    {
        StreamPosition position;
        std::vector<ReceivedPublication> tail;
        bool isWhole = true;
        WallTime now; //!< of Redis
    };
    struct OpenFailed
    {
    };
    struct Received
    {
        RoomMessage message;
        quint64 counter =
            0; //!< of the publication of this io thread; 0: it is from elsewhere, or nobody waits for it
    };
    struct Cleared
    {
        quint64 seq = 0;
    };
    struct PublishFailed
    {
        quint64 counter = 0;
    };
    struct ReadDone
    {
        quint64 number = 0;              //!< as in ReadStream
        std::optional<HistoryPart> part; //!< none: Redis cannot be reached
    };
    struct ClearDone
    {
        quint64 number = 0;                     //!< as in ClearStream
        std::optional<StreamPosition> position; //!< as in RoomCalls::Cleared
    };
    //! Of no stream.
    struct LookedUp
    {
        quint64 number = 0;          //!< as in LookUpRoom
        std::optional<bool> isKnown; //!< none: Redis cannot be reached
    };
    using Content =
        std::variant<Opened, OpenFailed, Received, Cleared, PublishFailed, ReadDone, ClearDone, LookedUp>;

    quint64 stream = 0; //!< as in OpenStream; 0: none
    Content content;
    qint64 bytes = 0; //!< in memory, roughly
};

//! Carries the events of the streams of one io thread to it, in batches. Made on the io thread; shared by it and the thread of the
//! broker. What an io thread has not handled yet is bounded: while isFull() the broker's thread leaves publications in Redis.
class StreamInbox final : public std::enable_shared_from_this<StreamInbox>
{
public:
    struct Handlers
    {
        std::function<void(std::vector<StreamEvent> &&events)> events;
        std::function<void()> drained; //!< it is not full any more, see isFull()
    };
    //! \a run names the publications of this io thread, see PublicationId.
    StreamInbox(IoLoop &loop, quint64 run, Handlers handlers);
    Q_DISABLE_COPY_MOVE(StreamInbox)

    quint64 run() const { return m_run; }
    //! Io thread: an event of \a bytes has been handled.
    void remove(qint64 bytes);
    //! Io thread: nothing is handled from now on.
    void close();

    // ---- the thread of the broker

    //! \a bytes of payloads are in \a event.
    void add(StreamEvent &&event, qint64 bytes);
    //! True: Handlers::drained follows.
    bool isFull() { return m_backpressure.isBlocked(); }
    //! Sends what was added.
    void flush();

    static constexpr qint64 MaxBytes = 4 * 1024 * 1024;

private:
    const quint64 m_run;
    LoopPost m_post;
    Backpressure m_backpressure{MaxBytes};
    Handlers m_handlers;               //!< io thread
    bool m_isClosed = false;           //!< io thread
    std::vector<StreamEvent> m_events; //!< the thread of the broker
};

} // namespace signalbox
