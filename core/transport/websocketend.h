#pragma once

// The server's end of one WebSocket connection, from the finished handshake to the end of the closing
// handshake.
//
//   Open ──── close(), the peer's Close, a broken rule, overload ────► Closing ──── closed ────► Ended
//    │  messages flow                                                   │  our Close is queued, input is   ▲
//    │                                                                  │  discarded up to the peer's      │
//    │                                                                  │  Close; closed: all is sent, and │
//    │                                                                  │  its Close came or never can     │
//    └──── connection lost, drop(), abort() ────────────────────────────┴──── deadline, lost ──────────────┘
//
// A peer that has finished, by its Close or by a FIN alone, may still read. What it has asked for is answered first
// (WebSocketHandler::isAnswerDue()), in the state Open and in the time of ClientSocket::limitClosing(): then its Close is
// answered, or, after a FIN, the connection is lost.
//
// Deadlines: Open has none here (ClientSocket has those of writing, Connection the heartbeat) · Closing has
// SocketSettings::closing. Where that is 0, it has slow.writeStall while the peer takes nothing, and
// ClientSocket::LimitedClosing after limitClosing(). After Ended the ClientSocket lingers alone.

#include "core/base/closereason.h"
#include "core/base/timebudget.h"
#include "core/transport/bridgesocket.h"
#include "core/transport/clientsocket.h"
#include "core/wire/frameencoder.h"
#include "core/wire/frameguard.h"
#include "core/wire/preparedmessage.h"

#include <memory>
#include <optional>

namespace signalbox {

//! The owner of a WebSocketEnd. Messages reach it by the signals of QWebSocket.
class WebSocketHandler
{
public:
    virtual void handlePong(QByteArrayView payload) = 0;
    //! The ping of sendPing() has left the server; it ends at \a streamEnd of the bytes written.
    virtual void handlePingSent(quint64 streamEnd) = 0;
    //! The closing handshake has begun, from either side.
    virtual void handleClosing() = 0;
    //! The kernel took bytes from the queue.
    virtual void handleQueueChanged() = 0;
    //! Returns whether the peer has an answer to expect. Such a peer that sends its Close or FIN gets the answer first;
    //! WebSocketEnd::answersQueued() says when there is none to expect any more.
    virtual bool isAnswerDue() const { return false; }
    //! More than limits.outbox_soft is queued after a write, or not any more.
    virtual void handleBehindChanged([[maybe_unused]] bool isBehind) {}
    //! Adds what the owner knows to the evidence of the end, which begins now.
    virtual void describeEnd([[maybe_unused]] EndEvidence &evidence) {}
    //! After WebSocketEnd::reportControl(): the peer sent a Ping, Pong or Close, or one is queued for it. \a payload of a Close
    //! is its reason, and \a code its code, unless it has none.
    virtual void handleControlReceived([[maybe_unused]] Opcode opcode,
                                       [[maybe_unused]] QByteArrayView payload,
                                       [[maybe_unused]] std::optional<quint16> code)
    {
    }
    virtual void handleControlQueued([[maybe_unused]] Opcode opcode, [[maybe_unused]] QByteArrayView payload,
                                     [[maybe_unused]] std::optional<quint16> code)
    {
    }
    //! The connection is over. Called once, last.
    virtual void handleEnded(const ConnectionEnd &end) = 0;

protected:
    ~WebSocketHandler() = default;
};

//! What the caller of WebSocketEnd::close() adds to the evidence of the end.
struct CloseDetails
{
    const char *detail = "";      //!< as EndEvidence::detail
    std::optional<qint64> size{}; //!< as EndEvidence::size
    qint64 limit = 0;             //!< as EndEvidence::limit
    std::optional<Actor> actor{}; //!< as EndEvidence::actor
};

//! Speaks WebSocket over a ClientSocket: checks and decodes frames, shows whole messages to QWebSocket,
//! encodes and queues frames, and does the closing handshake. Lives on the socket's io thread; owned by its
//! handler.
class WebSocketEnd final : private SocketProtocol, private FrameSink, private BridgeSocketPeer
{
public:
    enum class State : quint8 { Open, Closing, Ended };

    //! Resumes reading of \a socket; \a bridge is what QWebSocket reads from. Compresses by \a deflate. All
    //! of them outlive the Open and Closing states, and \a handler outlives this object.
    WebSocketEnd(ClientSocket &socket, BridgeSocket &bridge, WebSocketHandler &handler, FrameLimits limits,
                 const std::optional<DeflateTerms> &deflate = {});
    //! Ends as abandon() does.
    ~WebSocketEnd();
    Q_DISABLE_COPY_MOVE(WebSocketEnd)

    State state() const { return m_state; }

    //! Returns false when more than the hard limit is queued, and the connection will be closed at the end of
    //! the turn, or when it is not open.
    bool send(const PreparedMessage &message, Outbox::Kind kind = Outbox::Kind::Message);
    //! Sends a message in fragments, uncompressed: a compressor for each that waits would take more memory than the
    //! fragments. Destroys \a message when it is not open.
    void sendStream(std::unique_ptr<FragmentSource> message);
    //! Asks the message in fragments that is being sent for the next one.
    void continueStreams();
    //! Returns whether it was queued. Not compressed: frames that are compressed must not be left out.
    bool sendHint(const PreparedMessage &message);
    //! The next one may be sent after handlePingSent().
    void sendPing(QByteArrayView payload);
    //! Sends Close behind what is queued; when \a discardQueued in its place, and the time of Closing is
    //! limited. When Closing already, only the latter is done.
    void close(const CloseReason &reason, bool discardQueued, const CloseDetails &details = {});
    //! Limits the time of Closing also where SocketSettings::closing is 0.
    void limitClosing();
    //! How the connection ends; unless Ended, `clean` may still change. Not while Open.
    const ConnectionEnd &outcome() const { return m_end; }
    //! What was known when the end began. Null while Open, and after abandon().
    const EndEvidence *evidence() const { return m_evidence.get(); }
    //! Sends Close with \a reason if the kernel takes it at once, and ends.
    void drop(const CloseReason &reason);
    //! Ends at once, with 1001 if that can still be sent, without a call of the handler.
    void abandon();

    //! No answer is due any more; all are queued.
    void answersQueued();

    //! The message being shown to QWebSocket, byte for byte as received (BOM and NUL included).
    const QByteArray &currentMessage() const { return m_currentMessage; }
    //! By how many bytes decompression has made it larger.
    qint64 currentGrowth() const { return m_guard.growth(); }

    //! As ClientSocket::setPaused(). Ignored unless Open: what closes reads up to the peer's Close.
    void setPaused(PauseReason reason, bool paused);
    //! FrameLimits::maxMessage from now on, between two messages, and what is read at once.
    void limitInput(qint64 maxMessage, std::size_t readAtOnce)
    {
        m_guard.setMaxMessage(maxMessage);
        if (m_socket)
            m_socket->limitReading(readAtOnce);
    }
    bool isReadingPaused() const { return m_socket && m_socket->isReadingPaused(); }

    //! Whether \a message is compressed for this peer.
    bool compresses(const PreparedMessage &message) const
    {
        return m_encoder && m_encoder->compresses(message);
    }
    bool mayCompress() const { return m_encoder != nullptr; }

    //! Whether control frames are reported to the handler.
    void reportControl(bool on) { m_reportsControl = on; }

    //! Counts \a bytes of requests as memory that is held for the peer.
    void setInFlight(qint64 bytes);
    //! Adds the round trip \a time of a ping to the counters.
    void recordRoundTrip(Nanoseconds time);
    //! As that of ClientSocket; the default when Ended.
    TimePoint lastReceived() const { return m_socket ? m_socket->lastReceived() : TimePoint(); }
    //! How many of the bytes written the peer's kernel has acknowledged; 0 when Ended. A system call.
    quint64 acknowledgedBytes() const { return m_socket ? m_socket->acknowledgedBytes() : 0; }
    //! Returns whether bytes of the peer wait to be handled. A system call.
    bool hasUnreadInput() const { return m_socket && m_socket->hasUnreadInput(); }
    //! How many bytes of the peer have arrived, read or not; 0 when Ended. A system call.
    quint64 arrivedBytes() const { return m_socket ? m_socket->arrivedBytes() : 0; }
    //! As that of ClientSocket; nothing when Ended.
    void describe(ConnectionReport &report) const
    {
        if (m_socket)
            m_socket->describe(report);
    }
    //! Counts \a bytes that are remembered about the peer as memory that is held for it.
    void setRemembered(qint64 bytes)
    {
        if (m_socket)
            m_socket->stats().setRemembered(bytes);
    }
    //! What is queued; 0 when Ended.
    qint64 queuedBytes() const { return m_socket ? m_socket->queuedBytes() : 0; }
    quint32 queuedFrames() const { return m_socket ? m_socket->queuedFrames() : 0; }
    //! Whether more than limits.outbox_soft was queued after the latest write.
    bool isBehind() const { return m_socket && m_socket->isBehind(); }
    quint64 droppedMessages() const
    {
        return m_socket ? m_socket->stats().droppedMessages() : m_evidence ? m_evidence->droppedMessages : 0;
    }

private:
    Phase phase() const override { return m_state == State::Open ? Phase::Open : Phase::Closing; }
    qsizetype receive(std::span<char> bytes) override;
    qint64 bufferedBytes() const override { return m_guard.bufferedBytes() - m_guard.inflaterBytes(); }
    qint64 compressionBytes() const override
    {
        return m_guard.inflaterBytes() + (m_encoder ? m_encoder->heldBytes() : 0);
    }
    bool handleInputEnd() override;
    void handleWritten(qint64 bytes) override;
    void handleBehindChanged(bool isBehind) override;
    void handlePingSent(quint64 streamEnd) override;
    void handleOverload(Cause cause, const char *policy) override;
    bool handleDeadline() override;
    void abort(const CloseReason &reason) override;
    void handleLost(Cause cause) override;
    void handleSocketDestroyed() override;

    void onMessage(Opcode opcode, QByteArray payload) override;
    void onPing(QByteArrayView payload) override;
    void onPong(QByteArrayView payload) override;
    void onClose(const ClosePayload &payload) override;
    void onViolation(Cause cause, const char *rule) override;

    void bridgeWrote(QByteArrayView) override {} // frames of QWebSocket's own: all of them are sent from here
    void bridgeClosed() override;

    void noteReceived(Opcode opcode, QByteArrayView payload, std::optional<quint16> code = {});
    void noteQueued(Opcode opcode, QByteArrayView payload, std::optional<quint16> code = {});
    bool hasPeerFinished() const { return m_closeReceived || m_finReceived; }
    void finishPeer();
    void answerClose();
    void takeEvidence(Cause cause);
    void beginClosing(const CloseReason &reason, Initiator initiator, quint16 wireCode);
    void finishClosing();
    void end();

    ClientSocket *m_socket; //!< null when Ended
    BridgeSocket *m_bridge; //!< null when Ended
    WebSocketHandler *m_handler;
    State m_state = State::Open;
    bool m_closeReceived = false;
    bool m_finReceived = false; //!< while Open
    bool m_reportsControl = false;
    TimeBudget m_budget; //!< of the messages of one receive()
    FrameGuard m_guard;
    std::unique_ptr<FrameEncoder> m_encoder; //!< null: nothing is compressed
    QByteArray m_currentMessage;
    std::unique_ptr<EndEvidence> m_evidence;
    ConnectionEnd m_end; //!< that of the peer's Close, if that was received, else not while Open
};

} // namespace signalbox
