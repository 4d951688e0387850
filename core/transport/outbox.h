#pragma once

#include "core/policy/settings.h"
#include "core/transport/channel.h"
#include "core/transport/streamqueue.h"
#include "core/wire/framebuffer.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace signalbox {

//! The queue of bytes to be sent to one peer: shared buffers in order, sent by one gathered write a turn.
//!
//! - A data message is taken whole or refused whole; the limit applies to what is queued before it, so an
//!   empty outbox takes any one message. With drop-oldest the oldest messages are dropped for it.
//! - A hint does not count for the limits, and gives way first: above the lower one of them the queue takes no hint,
//!   and the next message drops those that wait.
//! - Control frames and handshakes are never refused. Only the newest pong is kept while the peer does not
//!   read, so that a peer that pings and never reads cannot make the queue grow (QT_FACTS Q12).
//! - A frame of which a byte was sent is sent whole, so that the peer can parse the stream.
//! - Nothing follows a Close.
//! - A message in fragments is produced while it is sent: the next fragment when little else is queued. Only
//!   control frames go between its fragments, data and Close wait behind it.
//!
//! A single frame needs no memory beside its bytes, and an empty outbox keeps none. Lives on the thread of its
//! socket.
class Outbox
{
public:
    using Kind = FrameKind;

    //! Limits in bytes, 0 = none. Each frame counts FrameCost besides its bytes, so that empty messages are limited, too.
    //! \a softLimit only concerns hints; the time above it is watched by a SlowConsumerDetector.
    explicit Outbox(qint64 hardLimit = 0, OutboxPolicy policy = OutboxPolicy::Close, qint64 softLimit = 0)
        : m_hardLimit(hardLimit)
        , m_hintLimit(hardLimit > 0 && softLimit > 0 ? std::min(hardLimit, softLimit)
                                                     : std::max(hardLimit, softLimit))
        , m_policy(policy)
    {
    }
    void setPolicy(OutboxPolicy policy) { m_policy = policy; }
    OutboxPolicy policy() const { return m_policy; }

    //! \a kind is Message or Answer. Returns false when the limit is exceeded: the frame was not
    //! queued, and the connection is to be closed. With drop-oldest a Message is never refused; when no older
    //! one can be dropped it is dropped itself. After a Close it returns true and does nothing. For the limits
    //! the frame counts its bytes, but at most \a countedSize.
    [[nodiscard]] bool pushData(FrameBuffer frame, Kind kind = Kind::Message,
                                quint32 countedSize = std::numeric_limits<quint32>::max());
    //! Returns whether the hint was queued.
    bool pushHint(FrameBuffer frame);
    void pushControl(FrameBuffer frame);
    //! The heartbeat's, at most one of which is queued at a time.
    void pushPing(FrameBuffer frame);
    //! Qt's 101.
    void pushHandshake(FrameBuffer response);
    //! Returns false when it replaced a queued one.
    bool pushPong(FrameBuffer frame);
    void pushClose(FrameBuffer frame);
    //! Queues a message in fragments, which no limit refuses. What is queued behind it counts for the hard limit.
    void pushStream(std::unique_ptr<FragmentSource> message);

    //! Drops messages, the oldest first, until at most \a limit is queued or no message is left that may be
    //! dropped.
    void dropOldest(qint64 limit);
    //! How many messages were dropped or refused since the last call.
    quint32 takeDropped() { return std::exchange(m_dropped, 0); }
    //! How many hints were dropped or refused since the last call.
    quint32 takeDroppedHints() { return std::exchange(m_droppedHints, 0); }
    //! Drops all frames of which no byte was sent, except a handshake and a Close, and messages in fragments,
    //! also one that is sent in part: only a Close may follow. Returns how many messages were dropped.
    quint32 discardUnsent();
    //! Drops all frames, and all that will be pushed: nothing can be sent any more.
    void abandon();

    enum class Status : quint8 {
        Empty,   //!< the kernel took everything that could be produced
        Blocked, //!< the kernel takes no more now, or the TLS handshake is not done
        Broken,  //!< the connection is broken
    };
    //! Whether fragments are produced to be sent by this call.
    enum class Produce : quint8 { No, Yes };
    //! \a sent is set to the bytes the kernel took.
    Status flush(Channel &channel, qint64 &sent, Produce produce = Produce::Yes);
    //! Returns once, after the kernel has taken the last byte of a ping, where it ends in the stream of \a
    //! channel's writtenBytes(). Bytes written by the same call or in the same TLS record count as older.
    std::optional<quint64> takeSentPing(const Channel &channel);

    static constexpr qint64 FrameCost = 64; //!< about what keeping one frame takes

    //! Counts the frames that wait, once for all outboxes that have them: in \a own when no other holds them now, else in
    //! \a shared. Returns how many bytes were not counted before.
    qint64 countFrames(MemoryCounter &own, MemoryCounter &shared);
    //! How much of the memory of its frames is held by this outbox, about: what others hold too is divided by their
    //! number. Looks at a bounded number of frames.
    qint64 memoryShare() const;
    //! Memory of the entries, without the frames.
    qint64 entryMemory() const { return qint64(queuedFrames()) * EntryMemory; }
    static constexpr qint64 EntryMemory = 32; //!< two entries: the queue grows by doubling

    //! Without what was not produced yet.
    qint64 queuedBytes() const { return m_queuedBytes + (m_streams ? m_streams->bytes() : 0); }
    //! A message in fragments counts once, besides the fragments that were produced.
    quint32 queuedFrames() const
    {
        return m_frames + (m_streams ? m_streams->frames() + m_streams->streams() : 0);
    }
    bool isEmpty() const { return m_frames == 0 && !m_streams; }
    //! What counts for the hard limit.
    qint64 cost() const
    {
        if (!m_streams)
            return softCost();
        return softCost() + m_streams->countedBytes() +
               qint64(m_streams->frames() - m_streams->hints()) * FrameCost;
    }
    //! What counts for the time of the soft limit: not what waits behind a message in fragments.
    qint64 softCost() const
    {
        return m_countedBytes + qint64(m_frames - m_fragmentFrames - m_hintFrames) * FrameCost;
    }

private:
    using Frame = QueuedFrame;

    bool isFull() const { return m_hardLimit > 0 && cost() > m_hardLimit; }
    quint32 hints() const { return m_hintFrames + (m_streams ? m_streams->hints() : 0); }
    bool hasRoomForHints() const
    {
        const qint64 bytes = m_hintBytes + (m_streams ? m_streams->hintBytes() : 0);
        return m_hintLimit == 0 || cost() + bytes + hints() * FrameCost <= m_hintLimit;
    }
    quint32 push(FrameBuffer &&frame, Kind kind, quint32 countedSize = std::numeric_limits<quint32>::max());
    quint32 push(Frame &&frame);
    void dropHints();
    void produce();
    bool sent(qint64 bytes);
    void forget(const Frame &frame, qint64 unsent);
    void forgetBytes(const Frame &frame, qint64 bytes, qint64 unsent);
    void removeHead();
    void removeFromRest(Frame &frame);
    void nextBecomesHead();
    void tidy();

    static constexpr quint32 NoPong = ~0u;
    static constexpr quint32 AtHead = NoPong - 1;

    Frame m_head;                           //!< the next to be sent; the only one of which a part may be sent
    std::vector<Frame> m_rest;              //!< behind it, in order
    std::unique_ptr<StreamQueue> m_streams; //!< behind those; null: there is no message in fragments
    qint64 m_headSent = 0;                  //!< bytes of the head that are sent
    qint64 m_queuedBytes = 0;
    qint64 m_countedBytes = 0; //!< for the limits
    qint64 m_hintBytes = 0;    //!< part of m_queuedBytes
    qint64 m_hardLimit;
    qint64 m_hintLimit;
    quint64 m_pingEnd = 0; //!< of a ping that has left this queue; 0: none
    quint32 m_frames = 0;
    quint32 m_fragmentFrames = 0; //!< of them
    quint32 m_hintFrames = 0;     //!< of them
    quint32 m_next = 0;           //!< of m_rest: those before it have been the head
    quint32 m_gaps = 0;           //!< of m_rest, from m_next on
    quint32 m_oldest = 0;         //!< of m_rest: no Message before it
    quint32 m_oldestHint = 0;     //!< of m_rest: no Hint before it
    quint32 m_uncounted = 0;      //!< of m_rest: countFrames() has seen those before it
    quint32 m_pongAt = NoPong;    //!< a waiting pong: AtHead, or index into m_rest
    quint32 m_dropped = 0;
    quint32 m_droppedHints = 0;
    OutboxPolicy m_policy;
    bool m_closed = false;
    bool m_blocked = false;
};

} // namespace signalbox
