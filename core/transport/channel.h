#pragma once

#include "core/base/uniquefd.h"
#include "core/model/connectioninfo.h"
#include "core/model/connectionreport.h"
#include "core/model/verdict.h"

#include <QByteArrayView>

#include <sys/types.h>
#include <sys/uio.h>

#include <span>

namespace signalbox {

//! The result of one non-blocking read or write.
struct IoResult
{
    enum class Kind : quint8 {
        Bytes, //!< bytes > 0 were moved
        Again, //!< nothing now; wait for epoll
        End,   //!< the peer has finished sending (reads only)
        Reset, //!< the connection is broken
    };
    Kind kind = Kind::Again;
    qint64 bytes = 0;
};

//! Why no TLS handshake came about. Owner of the texts: static storage.
struct TlsFailure
{
    const char *reason = "tls_handshake"; //!< as in RefusedRequest::reason
    const char *detail = "";              //!< as OpenSSL puts it
};

//! Reads and writes the bytes of one client, plain or by TLS. Owns the descriptor.
class Channel
{
public:
    enum class State : quint8 {
        Clear,       //!< plain TCP, as configured
        Handshaking, //!< the TLS handshake, which reads drive; nothing is written before it is done
        Secure,
        Mistaken, //!< the peer does not use TLS although it is configured; it is answered without TLS
    };

    virtual ~Channel() = default;
    //! Reads into \a buffer of at least MinBuffer bytes. What stays unread is reported by epoll.
    virtual IoResult read(std::span<char> buffer) = 0;
    //! Writes \a parts in one call. The bytes reported as moved need not be kept; the next call may pass
    //! other buffers.
    virtual IoResult write(std::span<const iovec> parts) = 0;
    //! Returns whether encrypted bytes wait for the descriptor to become writable; write(), also of no parts,
    //! sends them.
    virtual bool holdsBytes() const { return false; }
    //! Returns the memory of these bytes.
    virtual qint64 heldBytes() const { return 0; }
    virtual State state() const { return State::Clear; }
    //! Returns whether the peer rejected the TLS handshake, or sent something else.
    virtual bool hasHandshakeFailed() const { return false; }
    //! Returns what hasHandshakeFailed() is about.
    virtual TlsFailure tlsFailure() const { return {}; }
    //! Returns the user that the verified certificate of the client names, not checked otherwise: the common name of its
    //! subject, or else the first e-mail or DNS name among its alternative names; may be empty. Nothing: it has shown none.
    virtual std::optional<QString> certificateUser() const { return std::nullopt; }
    //! Sends FIN; reading goes on.
    virtual void finishWriting() = 0;
    virtual int descriptor() const = 0;

    //! Returns how many bytes the kernel has taken since the beginning, those of TLS included.
    virtual quint64 writtenBytes() const = 0;
    //! Returns writtenBytes() of the moment when all that write() has taken until now will have left.
    virtual quint64 streamEnd() const { return writtenBytes(); }
    //! Returns how many of writtenBytes() the peer's kernel has acknowledged. A system call.
    quint64 acknowledgedBytes() const;
    //! Returns how many bytes read() has taken from the kernel since the beginning, those of TLS included.
    virtual quint64 receivedBytes() const = 0;
    //! Returns how many received bytes wait in the kernel. A system call.
    quint64 unreadBytes() const;

    //! Returns what waits in the kernel to be sent or acknowledged, also after a reset; nothing: it does not say. Some
    //! system calls.
    std::optional<KernelQueue> kernelQueue() const;
    //! Returns errno of the first call that failed, or what epoll has reported; 0: none.
    virtual int error() const { return 0; }
    //! Returns the error of TLS that has ended the connection; null: none. Owner: static storage.
    virtual const char *tlsError() const { return nullptr; }
    //! Returns what the kernel measures; nothing: it does not say. Some system calls.
    std::optional<NetworkReading> networkReading() const;
    //! Returns what was negotiated by TLS; nothing: it is not in use.
    virtual std::optional<TlsReading> tlsReading() const { return std::nullopt; }
    //! What of it does not change.
    virtual TlsNames tlsNames() const { return {}; }

    static constexpr std::size_t MinBuffer = 32 * 1024;

protected:
    Channel() = default;
    Q_DISABLE_COPY_MOVE(Channel)
};

//! A plain TCP socket: non-blocking, TCP_NODELAY (QT_FACTS Q16), with few unsent bytes in the kernel, where
//! the limits of the outbox do not count them.
class TcpChannel final : public Channel
{
public:
    explicit TcpChannel(UniqueFd socket);

    IoResult read(std::span<char> buffer) override;
    IoResult write(std::span<const iovec> parts) override;
    void finishWriting() override;
    int descriptor() const override { return m_socket.get(); }
    quint64 writtenBytes() const override { return m_written; }
    quint64 receivedBytes() const override { return m_received; }
    int error() const override;

private:
    IoResult sent(ssize_t bytes);
    IoResult failed();

    UniqueFd m_socket;
    int m_error = 0;
    quint64 m_written = 0;
    quint64 m_received = 0;
};

//! Writes what the kernel takes of \a bytes to a new connection, sends FIN and closes \a socket. What the peer
//! has sent is read first, as far as it has arrived: the kernel would answer unread input with a reset, which
//! can destroy the last bytes on their way (QT_FACTS Q4).
void sendAtOnce(UniqueFd socket, QByteArrayView bytes);

} // namespace signalbox
