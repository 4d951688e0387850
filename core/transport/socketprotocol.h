#pragma once

#include "core/base/closereason.h"

#include <QtGlobal>

#include <span>

namespace signalbox {

//! What a ClientSocket calls on the protocol that uses it at the moment: an HttpExchange or a WebSocketEnd. A
//! reader of the PROXY header would be one more. Lives on the io thread of its socket and is not owned by it.
class SocketProtocol
{
public:
    enum class Phase : quint8 {
        Request, //!< no WebSocket connection yet
        Open,    //!< a WebSocket connection
        Closing, //!< its closing handshake
    };
    virtual Phase phase() const = 0;

    //! Handles bytes of the peer and returns how many it took. The others are passed again in a later turn.
    virtual qsizetype receive(std::span<char> bytes) = 0;
    //! Returns how many received bytes are kept for what is not complete yet: they count for the memory
    //! limit.
    virtual qint64 bufferedBytes() const { return 0; }
    //! Returns the memory of decompressors and compressors; it counts, too.
    virtual qint64 compressionBytes() const { return 0; }
    //! The peer has sent its FIN. Returns whether the socket stays open, because an answer is or will be
    //! sent.
    virtual bool handleInputEnd() { return false; }
    //! Called after each write; the kernel took \a bytes.
    virtual void handleWritten(qint64 bytes) = 0;
    //! Called when, after a write, more than SlowLimits::outboxSoft is queued, or not any more.
    virtual void handleBehindChanged([[maybe_unused]] bool isBehind) {}
    //! The kernel took the last byte of a ping, which ends at \a streamEnd of ClientSocket's written bytes.
    virtual void handlePingSent([[maybe_unused]] quint64 streamEnd) {}
    //! The deadline has passed. Returns whether the socket stays open, because a last answer was sent.
    virtual bool handleDeadline() { return false; }
    //! The peer does not read fast enough, or the server needs the memory: a connection is to be closed for
    //! \a cause. What is queued is to be discarded and counted as dropped by \a policy.
    virtual void handleOverload(Cause cause, const char *policy) = 0;
    //! Ends at once, with \a reason where a connection can still send it.
    virtual void abort(const CloseReason &reason) = 0;

    //! The socket is closing because of \a cause: the connection was lost, or a deadline has passed. Last
    //! call.
    virtual void handleLost(Cause cause) = 0;
    //! The socket is being destroyed with its table. Last call.
    virtual void handleSocketDestroyed() = 0;

protected:
    ~SocketProtocol() = default;
};

} // namespace signalbox
