#pragma once

#include "core/transport/channel.h"

#include <QByteArray>

#include <vector>

namespace signalbox {

//! What waits to be written to one peer: shared buffers in order, sent by one gathered write a turn.
//!
//! - A data message is taken whole or refused whole; the limit looks at what is queued before it, so an empty
//! outbox
//!   takes any one message.
//! - Control frames and handshakes are never refused. Of pongs only the newest waits while the peer does not
//! read,
//!   so that a peer that pings and never reads cannot make it grow (QT_FACTS Q12).
//! - Nothing follows a Close.
//! Thread of its wire.
class Outbox
{
public:
    //! \a hardLimit in bytes, 0 = none. A frame counts with FrameCost besides its bytes: a million empty
    //! messages are no empty outbox.
    explicit Outbox(qint64 hardLimit = 0)
        : m_hardLimit(hardLimit)
    {
    }

    //! False: the limit is passed and the frame was not taken. After a Close: true, and nothing is done.
    [[nodiscard]] bool pushData(const QByteArray &frame);
    void pushControl(const QByteArray &frame);
    //! Qt's 101: nothing discards it, because what follows means nothing without it.
    void pushHandshake(const QByteArray &response);
    //! False: it took the place of one that waited.
    bool pushPong(const QByteArray &frame);
    void pushClose(const QByteArray &frame);

    //! Drops what no byte of was sent yet, but for a handshake; the frame in the middle of being sent stays,
    //! so the peer can still parse.
    void discardUnsent();

    enum class Status : quint8 {
        Empty,   //!< all is with the kernel
        Blocked, //!< the kernel takes no more now, or TLS is still shaking hands
        Broken,  //!< the connection is gone
    };
    //! \a sent is set to the bytes the kernel took.
    Status flush(Channel &channel, qint64 &sent);

    static constexpr qint64 FrameCost = 64; //!< about what keeping one frame takes

    qint64 queuedBytes() const { return m_queuedBytes; }
    bool isEmpty() const { return m_queuedBytes == 0; }

private:
    void push(const QByteArray &frame);
    void drop(qint64 bytes);
    qint64 cost() const { return m_queuedBytes + qint64(m_frames.size() - m_first) * FrameCost; }

    std::vector<QByteArray> m_frames;
    std::size_t m_handshakes = 0;  //!< frames before this one are not discarded
    std::size_t m_first = 0;       //!< frames before this one are sent
    qint64 m_firstSent = 0;        //!< bytes of the first one that are sent
    std::size_t m_pongAt = NoPong; //!< a waiting pong, index into m_frames
    qint64 m_queuedBytes = 0;
    qint64 m_hardLimit;
    bool m_closed = false;
    bool m_blocked = false;

    static constexpr std::size_t NoPong = ~std::size_t(0);
};

} // namespace signalbox
