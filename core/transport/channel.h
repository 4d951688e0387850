#pragma once

#include "core/base/uniquefd.h"

#include <QtGlobal>

#include <sys/uio.h>

#include <span>

namespace signalbox {

//! What one non-blocking read or write came to.
struct IoResult
{
    enum class Kind : quint8 {
        Bytes, //!< bytes > 0 were moved
        Again, //!< nothing now; wait for epoll
        End,   //!< the peer has finished sending (reads only)
        Reset, //!< the connection is gone
    };
    Kind kind = Kind::Again;
    qint64 bytes = 0;
};

//! How bytes get to a peer and back: the one place that knows the descriptor. In the clear or by TLS.
class Channel
{
public:
    enum class State : quint8 {
        Clear,       //!< plain TCP, as it should be here
        Handshaking, //!< nothing is written before reads have brought the TLS handshake about
        Secure,
        Mistaken, //!< the peer speaks in the clear where TLS is spoken, and hears us in the clear
    };

    virtual ~Channel() = default;
    //! Into \a buffer of at least MinBuffer bytes. Whatever is left unread, epoll tells about.
    virtual IoResult read(std::span<char> buffer) = 0;
    //! One gathered write. What it reports as moved is moved: it may be gathered anew from other buffers.
    virtual IoResult write(std::span<const iovec> parts) = 0;
    //! Encrypted bytes wait for the descriptor to become writable; a write, also of nothing, goes on with
    //! them.
    virtual bool holdsBytes() const { return false; }
    virtual State state() const { return State::Clear; }
    //! Says "no more from us" and keeps receiving.
    virtual void finishWriting() = 0;
    virtual int descriptor() const = 0;

    static constexpr std::size_t MinBuffer = 32 * 1024;

protected:
    Channel() = default;
    Q_DISABLE_COPY_MOVE(Channel)
};

//! A plain TCP socket: non-blocking, TCP_NODELAY (QT_FACTS Q16), and little that waits in the kernel where
//! our own limits do not see it.
class TcpChannel final : public Channel
{
public:
    explicit TcpChannel(UniqueFd socket);

    IoResult read(std::span<char> buffer) override;
    IoResult write(std::span<const iovec> parts) override;
    void finishWriting() override;
    int descriptor() const override { return m_socket.get(); }

private:
    UniqueFd m_socket;
};

} // namespace signalbox
