#pragma once

// One descriptor from accept to close. What it does by stage:
//
//   Head ──────► Upgrading ──────► Open ──────► Closing ──────► Lingering ──► gone
//    │ bytes go to   │ reading is     │ frames    │ our Close is    │ both Closes (or an HTTP answer) are
//    out: │ the handler   │ paused while   │ flow      │ out or queued,  │ FIN sent, input drained until the
//    peer's │               │ Qt shakes      │           │ input is        │ FIN, so that no RST eats our
//    last words │               │ hands          │           │ discarded until │ (QT_FACTS Q4) └─► respond()
//    ──┴────────────────┴───────────┴─ the peer's ────┘
//                                                    Close
// Deadlines: Head limits.handshake, TLS included · Closing and Lingering limits.closing · unsent bytes
// limits.write_stall in every stage, and limits.outbox_soft once Open · Open has the heartbeat above it. The
// end is told once by wireEnded(), from Open or Closing only; what lingers after it concerns nobody but the
// descriptor count.

#include "core/base/closereason.h"
#include "core/base/endpoint.h"
#include "core/loop/ioloop.h"
#include "core/transport/channel.h"
#include "core/transport/outbox.h"
#include "core/transport/slowconsumerdetector.h"
#include "core/transport/wiresocket.h"
#include "core/transport/wirestats.h"
#include "core/wire/frameencoder.h"
#include "core/wire/frameguard.h"
#include "core/wire/preparedmessage.h"

#include <memory>

namespace signalbox {

class Wire;

//! Who a wire belongs to: first the upgrade handler's visit, then the Connection.
class WireHandler
{
public:
    //! Head stage: bytes of the request as they come. The last call after respond() or upgrade().
    virtual void wireBytes(QByteArrayView bytes) = 0;
    //! Head: the peer will send nothing more, but may still listen. True: respond() has been or will be
    //! called; who says false loses it.
    virtual bool wireInputEnded() { return false; }
    //! Head and Upgrading: the deadline passed or the peer went away. The wire is closing by itself.
    virtual void wireTimedOut() = 0;
    virtual void wireLost() = 0;

    virtual void wirePong(QByteArrayView payload) = 0;
    //! The closing handshake has begun, from either side.
    virtual void wireClosing() = 0;
    //! Bytes left for the kernel, or more are queued.
    virtual void wireQueueChanged() = 0;
    //! Once, from Open or Closing: the connection is over. No call follows.
    virtual void wireEnded(const ConnectionEnd &end) = 0;

protected:
    ~WireHandler() = default;
};

struct WireSettings
{
    Milliseconds handshake{5000};
    Milliseconds closing{3000};
    SlowLimits slow;
    qint64 outboxHard = 1024 * 1024;
    OutboxPolicy outboxPolicy = OutboxPolicy::Close;
    ServerCounters *counters = nullptr; //!< of this thread; outlive the wire. Null: nothing is counted.
    MemoryShare *memory = nullptr;      //!< of this thread; outlives the wire. Null: nothing is counted.
};

//! Owned by its io thread's table, which erases it after `retired` was called. Not a QObject.
class Wire final : private IoHandler, private Flushable, private FrameSink, private WireSocketPeer
{
public:
    enum class Stage : quint8 { Head, Upgrading, Open, Closing, Lingering, Gone };
    using Retired = std::function<void(Wire &)>;

    //! Starts reading at once. \a retired is called last, from the loop, when the descriptor may go.
    Wire(quint64 number, IoLoop &loop, std::unique_ptr<Channel> channel, const Endpoint &peer,
         const Endpoint &listener, const WireSettings &settings, Retired retired);
    ~Wire() override;

    quint64 number() const { return m_number; }
    const Endpoint &peer() const { return m_peer; }
    const Endpoint &listener() const { return m_listener; }
    Stage stage() const { return m_stage; }
    //! Not to be asked once Gone.
    Channel::State channelState() const { return m_channel->state(); }
    void setHandler(WireHandler *handler) { m_handler = handler; }

    // ---- before the upgrade
    //! Sends \a response, whole, and ends.
    void respond(const QByteArray &response);
    //! Pauses reading and makes the socket for QWebSocketServer, which shall be shown \a head. \a early is
    //! what came behind the client's head: it is read first once the connection is open. The 101 will say
    //! that \a extensions are in use (empty: none). Owner of the socket: the caller.
    WireSocket *upgrade(const QByteArray &early, const QByteArray &extensions = {});
    //! Frames from now on, compressed by \a deflate. The 101 is queued already.
    void open(FrameLimits limits, const std::optional<DeflateTerms> &deflate = {});

    // ---- once open
    //! False: more than the hard limit is queued. The peer will be closed at the end of the turn.
    bool send(const PreparedMessage &message, Outbox::Kind kind = Outbox::Kind::Message);
    //! What becomes of messages for a peer that does not keep up.
    void setOutboxPolicy(OutboxPolicy policy) { m_outbox.setPolicy(policy); }
    void sendPing(QByteArrayView payload);
    //! Sends Close behind what is queued, or in its place when \a discardQueued. Harmless when closing
    //! already.
    void close(const CloseReason &reason, bool discardQueued);
    //! Closes as overloaded, and gives back at once what is held for the peer.
    void shed();
    //! Tries to say \a reason and ends at once.
    void drop(const CloseReason &reason);
    //! The same in any stage: who is no connection (yet) is just dropped.
    void abort(const CloseReason &reason);

    //! The message being shown to QWebSocket, byte for byte as sent (BOM and NUL included).
    const QByteArray &currentMessage() const { return m_currentMessage; }

    void pauseReading(bool paused);
    bool isReadingPaused() const { return m_paused; }

    //! The socket Qt knows; null before upgrade() and after the end.
    WireSocket *socket() const { return m_socket; }

    //! When bytes last came from the peer.
    TimePoint lastReceived() const { return m_lastReceived; }
    qint64 queuedBytes() const { return m_outbox.queuedBytes(); }
    //! Messages and control frames.
    quint32 queuedFrames() const { return m_outbox.queuedFrames(); }
    //! Counts of this wire that others make.
    WireStats &stats() { return m_stats; }
    const WireStats &stats() const { return m_stats; }

private:
    struct Handshake
    {
        QByteArray response; //!< Qt's 101 as it is being written
        QByteArray extensions;
    };

    void handleIo(quint32 events) override;
    void flush() override;
    void onMessage(Opcode opcode, QByteArray payload) override;
    void onPing(QByteArrayView payload) override;
    void onPong(QByteArrayView payload) override;
    void onClose(const ClosePayload &payload) override;
    void onViolation(Cause cause, const char *rule) override;
    void socketWrote(QByteArrayView bytes) override;
    void socketClosed() override;

    void readOnce();
    void letTlsGoOn();
    void receive(std::span<char> bytes);
    void feed(std::span<char> bytes);
    void feedRest();
    void peerFinished(Cause cause);
    void write();
    void beginClosing(const CloseReason &reason, Initiator initiator, quint16 wireCode);
    bool isAllSaid() const;
    void closingStep();
    void linger();
    void end();
    void loseVisitor();
    void retire();
    void updateInterest();
    void armDeadline(Milliseconds after);
    void onDeadline();
    void watchSlowness(bool taken);
    void onSlow();
    void closeSlow(Cause cause, const char *policy);
    void countHeld();
    void countDropped();

    quint64 m_number;
    IoLoop &m_loop;
    std::unique_ptr<Channel> m_channel;
    Endpoint m_peer;
    Endpoint m_listener;
    Milliseconds m_closingTime;
    SlowLimits m_slowLimits;
    Retired m_retired;
    WireHandler *m_handler = nullptr;
    WireSocket *m_socket = nullptr;
    IoLoop::Token m_token = 0;
    quint32 m_interest = 0;
    Stage m_stage = Stage::Head;
    bool m_opened = false; //!< what came behind the head was fed
    bool m_paused = false;
    bool m_blocked = false; //!< the kernel took less than we had
    bool m_overflowed = false;
    bool m_ended = false; //!< wireEnded was called
    bool m_closeReceived = false;
    bool m_inputEnded = false; //!< the peer has sent its last byte
    Outbox m_outbox;
    WireStats m_stats;
    FrameGuard m_guard;
    std::unique_ptr<FrameEncoder> m_encoder; //!< null: nothing is compressed
    QByteArray m_unfed; //!< input that waits: behind the head for open(), or beyond a turn's quantum
    std::unique_ptr<Handshake> m_handshake; //!< null: it is over, or has not begun
    QByteArray m_currentMessage;
    ConnectionEnd m_end;
    TimePoint m_lastReceived;
    TimePoint m_quantumEnd;
    quint32 m_messagesInQuantum = 0;
    WheelTimer m_deadline;
    SlowConsumerDetector m_slowClock;
    WheelTimer m_slow;
};

} // namespace signalbox
