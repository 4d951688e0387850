#pragma once

#include "core/policy/settings.h"
#include "core/transport/channel.h"

#include <QByteArray>

#include <utility>
#include <vector>

namespace signalbox {

//! What waits to be written to one peer: shared buffers in order, sent by one gathered write a turn.
//!
//! - A data message is taken whole or refused whole; the limit looks at what is queued before it, so an empty
//!   outbox takes any one message. By drop-oldest the oldest messages make room for it.
//! - Control frames and handshakes are never refused. Of pongs only the newest waits while the peer does not
//!   read, so that a peer that pings and never reads cannot make it grow (QT_FACTS Q12).
//! - A frame of which a byte was sent is sent whole, whatever happens: the peer must be able to parse.
//! - Nothing follows a Close.
//! A single frame needs no memory beside its bytes, and an empty outbox keeps none. Lives on the thread of its socket.
class Outbox
{
public:
    //! What a frame is decides what may happen to it.
    enum class Kind : quint8 {
        Message,   //!< of a room: limited; drop-oldest may drop it
        Answer,    //!< to what the peer asked: limited, never dropped to make room
        Replay,    //!< of the past: does not count for the limits, up to MaxReplayBytes of them
        Control,   //!< never refused
        Handshake, //!< never refused, and never discarded, because what follows means nothing without it
    };

    //! \a hardLimit in bytes, 0 = none. A frame counts with FrameCost besides its bytes: a million empty
    //! messages are no empty outbox.
    explicit Outbox(qint64 hardLimit = 0, OutboxPolicy policy = OutboxPolicy::Close)
        : m_hardLimit(hardLimit)
        , m_policy(policy)
    {
    }
    void setPolicy(OutboxPolicy policy) { m_policy = policy; }
    OutboxPolicy policy() const { return m_policy; }

    //! \a kind is Message, Answer or Replay. False: the limit is passed, the frame was not taken, and the
    //! peer is to be closed for it. By drop-oldest a Message is never refused; where nothing older can go it
    //! is itself dropped. After a Close: true, and nothing is done.
    [[nodiscard]] bool pushData(const QByteArray &frame, Kind kind = Kind::Message);
    void pushControl(const QByteArray &frame);
    //! Qt's 101.
    void pushHandshake(const QByteArray &response);
    //! False: it took the place of one that waited.
    bool pushPong(const QByteArray &frame);
    void pushClose(const QByteArray &frame);

    //! Drops messages, the oldest first, until no more than \a limit is queued or none is left that may be
    //! dropped.
    void dropOldest(qint64 limit);
    //! How many messages were dropped or refused since the last call.
    quint32 takeDropped() { return std::exchange(m_dropped, 0); }
    //! Drops what no byte of was sent yet, but for a handshake. Returns how many messages those were.
    quint32 discardUnsent();

    enum class Status : quint8 {
        Empty,   //!< all is with the kernel
        Blocked, //!< the kernel takes no more now, or TLS is still shaking hands
        Broken,  //!< the connection is gone
    };
    //! \a sent is set to the bytes the kernel took.
    Status flush(Channel &channel, qint64 &sent);

    //! When more than so much of the past waits already, one more replay passes the limit (where there is
    //! one).
    static constexpr qint64 MaxReplayBytes = 16 * 1024 * 1024;
    static constexpr qint64 FrameCost = 64; //!< about what keeping one frame takes

    qint64 queuedBytes() const { return m_queuedBytes; }
    quint32 queuedFrames() const { return m_frames; }
    bool isEmpty() const { return m_frames == 0; }
    //! What counts for the limits.
    qint64 cost() const
    {
        return m_queuedBytes - m_replayBytes + qint64(m_frames - m_replayFrames) * FrameCost;
    }

private:
    struct Frame
    {
        QByteArray bytes; //!< empty: a gap, where a frame was
        Kind kind = Kind::Control;
    };

    bool isFull() const { return m_hardLimit > 0 && cost() > m_hardLimit; }
    quint32 push(const QByteArray &frame, Kind kind);
    void sent(qint64 bytes);
    void forget(const Frame &frame, qint64 unsent);
    void removeHead();
    void removeFromRest(Frame &frame);
    void nextBecomesHead();
    void tidy();

    static constexpr quint32 NoPong = ~0u;
    static constexpr quint32 AtHead = NoPong - 1;

    Frame m_head;              //!< the next to be sent; the only one of which a part may be sent
    std::vector<Frame> m_rest; //!< behind it, in order
    qint64 m_headSent = 0;     //!< bytes of the head that are sent
    qint64 m_queuedBytes = 0;
    qint64 m_replayBytes = 0; //!< of them
    qint64 m_hardLimit;
    quint32 m_frames = 0;
    quint32 m_replayFrames = 0; //!< of them
    quint32 m_next = 0;         //!< of m_rest: those before it have been the head
    quint32 m_gaps = 0;         //!< of m_rest, from m_next on
    quint32 m_oldest = 0;       //!< of m_rest: no Message before it
    quint32 m_pongAt = NoPong;  //!< a waiting pong: AtHead, or index into m_rest
    quint32 m_dropped = 0;
    OutboxPolicy m_policy;
    bool m_closed = false;
    bool m_blocked = false;
};

} // namespace signalbox
