#pragma once

// One accepted descriptor, from accept to close, whatever protocol is spoken over it.
//
//   Active ──── finish(), linger() ────► Finishing ──── all sent: FIN ────► Lingering ──────► Gone
//     │  bytes go to the protocol           │  input is discarded              │  input is discarded until the
//     │                                     │                                  │  peer's FIN, so that no RST
//     │                                     │                                  │  destroys our last bytes
//     │                                     │                                  │  (QT_FACTS Q4)
//     └── connection lost, abort(), ────────┴── deadline ──────────────────────┴───────────────► Gone
//         deadline
//
// While reading is paused (ReadPauses) the peer's end stays visible: a FIN behind which nothing is unread, and a reset,
// are reported at once. What is unread is read first, at the pace that the pauses allow.
//
// Deadlines: Active has SocketSettings::handshake from the accept until the protocol changes it, TLS handshake
// included · Finishing has the longer one of closing and slow.writeStall · Lingering has closing · both have
// LimitedClosing where closing is 0 · unsent bytes have slow.writeStall and slow.outboxSoftFor while Active.

#include "core/base/endpoint.h"
#include "core/loop/ioloop.h"
#include "core/policy/clientaddress.h"
#include "core/transport/channel.h"
#include "core/transport/outbox.h"
#include "core/transport/readingmeter.h"
#include "core/transport/readpauses.h"
#include "core/transport/slowconsumerdetector.h"
#include "core/transport/socketprotocol.h"
#include "core/transport/socketstats.h"

#include <functional>
#include <limits>
#include <memory>

namespace signalbox {

struct SocketSettings
{
    Milliseconds handshake{5000};
    Milliseconds closing{3000}; //!< 0: a peer may take any time to answer a Close
    SlowLimits slow;
    qint64 outboxHard = 1024 * 1024;
    OutboxPolicy outboxPolicy = OutboxPolicy::Close;
    ServerCounters *counters = nullptr; //!< of this thread; outlive the socket. Null: nothing is counted.
    MemoryShare *memory = nullptr;      //!< of this thread; outlives the socket. Null: nothing is counted.
    //! No pause of reading is longer without ReadPauses::MinProgress bytes being read, if that many have come.
    Milliseconds longestPause{5000};
};

//! Moves the bytes of one client: reads for the protocol that uses it, queues and writes for that protocol,
//! and keeps deadlines and accounts. Lives on its io thread; owned by that thread's table, which erases it
//! after `retired` was called.
class ClientSocket final : private IoHandler, private Flushable
{
public:
    enum class State : quint8 { Active, Finishing, Lingering, Gone };
    using Retired = std::function<void(ClientSocket &)>;

    //! Starts reading at once. \a retired is called last, from the loop, when the descriptor may be closed.
    ClientSocket(quint64 number, IoLoop &loop, std::unique_ptr<Channel> channel, const Endpoint &peer,
                 const Endpoint &listener, const SocketSettings &settings, Retired retired);
    ~ClientSocket() override;

    quint64 number() const { return m_number; }
    //! The client, which need not be the peer of the TCP connection.
    const Endpoint &peer() const { return m_address.peer; }
    const ClientAddress &address() const { return m_address; }
    //! The proxies of the client have named it.
    void setAddress(ClientAddress address) { m_address = std::move(address); }
    const Endpoint &listener() const { return m_listener; }
    State state() const { return m_state; }
    //! Not while Gone.
    Channel::State channelState() const { return m_channel->state(); }
    //! Not while Gone.
    bool hasTlsHandshakeFailed() const { return m_channel->hasHandshakeFailed(); }
    TlsFailure tlsFailure() const { return m_channel->tlsFailure(); }
    std::optional<QString> certificateUser() const { return m_channel->certificateUser(); }
    IoLoop &loop() { return m_loop; }

    //! Returns whether it is Active without a WebSocket connection.
    bool isPending() const;
    //! Returns whether it carries a WebSocket connection that is not closing.
    bool isOpen() const;
    //! Ends at once. A WebSocket connection sends \a reason if it still can.
    void abort(const CloseReason &reason);
    //! Closes a WebSocket connection as overloaded and frees at once what is held for the peer.
    void shed();
    //! Returns whether shed() was called. What is still held then goes with the end of the connection.
    bool isShed() const { return m_isShed; }
    //! How much of the memory that is held for all peers is held for this one, about.
    qint64 memoryShare() const { return m_stats.held() + m_outbox.memoryShare(); }

    // ---- for the protocol
    //! Passes input to \a protocol from now on; null: input waits, or is discarded when not Active.
    void setProtocol(SocketProtocol *protocol) { m_protocol = protocol; }
    //! Adds \a reason to the reasons not to read, or removes it. Closing removes all of them.
    void setPaused(PauseReason reason, bool paused);
    bool isReadingPaused() const { return m_pauses.isPaused(); }

    //! Limits what is read at once, and so what waits to be parsed while reading is paused.
    void limitReading(std::size_t bytes) { m_mostRead = bytes; }

    //! Queues a message in fragments.
    void queueStream(std::unique_ptr<FragmentSource> message)
    {
        m_outbox.pushStream(std::move(message));
        scheduleWrite();
    }
    //! Queues a frame of data; see Outbox::pushData(). Returns false when more than the hard limit is queued; the
    //! protocol gets handleOverload() at the end of the turn then.
    bool queueData(FrameBuffer frame, Outbox::Kind kind,
                   quint32 countedSize = std::numeric_limits<quint32>::max());
    //! Returns whether the hint was queued.
    bool queueHint(FrameBuffer frame);
    //! Queues a ping; the protocol gets handlePingSent() when it has left. One at a time.
    void queuePing(FrameBuffer frame)
    {
        m_outbox.pushPing(std::move(frame));
        scheduleWrite();
    }
    //! Queues bytes that no limit refuses.
    void queueControl(FrameBuffer frame)
    {
        m_outbox.pushControl(std::move(frame));
        scheduleWrite();
    }
    void queueHandshake(FrameBuffer response)
    {
        m_outbox.pushHandshake(std::move(response));
        scheduleWrite();
    }
    //! Returns false when it replaced a pong that waited.
    bool queuePong(FrameBuffer frame);
    //! Queues the last frame, and sets the deadline for the peer's answer to it.
    void queueClose(FrameBuffer frame);
    //! Sets the deadline of a closing handshake, at most LimitedClosing where that has none, if there is no deadline.
    void limitClosing();
    //! For what has to end although SocketSettings::closing is 0.
    static constexpr Milliseconds LimitedClosing{3000};
    //! Discards what no byte was sent of; counts the messages as dropped by \a policy. Null: not counted.
    void discardQueued(const char *policy = nullptr);
    bool isAllSent() const { return m_outbox.isEmpty() && !(m_channel && m_channel->holdsBytes()); }
    //! What happens to messages for a peer that does not read fast enough.
    void setOutboxPolicy(OutboxPolicy policy) { m_outbox.setPolicy(policy); }

    void cancelDeadline() { m_deadline.cancel(); }
    //! Calls the protocol's handleWritten() at the end of the turn, also when nothing is queued.
    void scheduleWrite() { m_loop.scheduleFlush(this); }

    //! Active: sends \a bytes behind what is queued and ends; the protocol is not called again.
    void finish(const QByteArray &bytes);
    //! Active: sends FIN and waits for that of the peer; the protocol is not called again.
    void linger();
    //! Writes what the kernel takes at once. Returns whether that was everything.
    bool writeOnce();
    //! Sends FIN.
    void finishWriting() { m_channel->finishWriting(); }
    //! Ends at once. The protocol, if it is still set, gets handleLost().
    void retire(Cause cause = Cause::ConnectionLost);

    //! When bytes last came from the peer. Those that had waited for a pause to end do not count.
    TimePoint lastReceived() const { return m_lastReceived; }
    //! How many of the bytes written the peer's kernel has acknowledged. Not while Gone. A system call.
    quint64 acknowledgedBytes() const { return m_channel->acknowledgedBytes(); }
    //! Returns whether bytes of the peer wait to be handled. Not while Gone. A system call.
    bool hasUnreadInput() const { return !m_rest.isEmpty() || m_channel->unreadBytes() > 0; }
    //! How many bytes of the peer have arrived, read or not. Not while Gone. A system call.
    quint64 arrivedBytes() const { return m_channel->receivedBytes() + m_channel->unreadBytes(); }
    //! Returns what is known about the connection, which is about to end with \a cause. Not while Gone.
    EndEvidence evidence(Cause cause) const;
    //! Fills in what is known here: network, TLS, memory. Not while Gone. Some system calls.
    void describe(ConnectionReport &report) const
    {
        report.network = m_channel->networkReading();
        report.tls = m_channel->tlsReading();
        report.heldBytes = memoryShare();
    }
    TlsNames tlsNames() const { return m_channel->tlsNames(); }
    qint64 queuedBytes() const { return m_outbox.queuedBytes(); }
    //! Messages and control frames.
    quint32 queuedFrames() const { return m_outbox.queuedFrames(); }
    //! Whether more than SlowLimits::outboxSoft was queued after the latest write.
    bool isBehind() const { return m_slowness.isBehind(); }
    SocketStats &stats() { return m_stats; }
    const SocketStats &stats() const { return m_stats; }

private:
    void handleIo(quint32 events) override;
    void flush() override;

    //! Returns whether there was something.
    bool readOnce();
    void resumeTls();
    void deliver(std::span<char> bytes);
    void continueInput();
    bool mayRead() const { return m_pauses.allowance() > 0; }
    void clearPauses();
    void recordWorkPause();
    void onPauseLimit();
    void findEnd();
    void readToEnd();
    void handleOutputLost();
    void handleInputEnd(Cause cause);
    void write();
    void updateInterest();
    void armDeadline(Milliseconds after);
    Milliseconds limitedClosing() const { return m_closingTime.count() > 0 ? m_closingTime : LimitedClosing; }
    void onDeadline();
    void watchSlowness(bool taken);
    void onSlow();
    void countHeld();
    void countDropped();

    quint64 m_number;
    IoLoop &m_loop;
    std::unique_ptr<Channel> m_channel; //!< null when Gone
    ClientAddress m_address;
    Endpoint m_listener;
    Milliseconds m_closingTime;
    SlowLimits m_slowLimits;
    Retired m_retired;
    SocketProtocol *m_protocol = nullptr;
    IoLoop::Token m_token = 0;
    quint32 m_interest = 0;
    State m_state = State::Active;
    bool m_blocked = false; //!< the kernel took less than we had
    bool m_overflowed = false;
    bool m_isShed = false;
    bool m_inputEnded = false; //!< the peer has sent its last byte
    bool m_isEndSeen = false;  //!< the same is known in a pause; there may be unread bytes before it
    std::size_t m_mostRead = std::numeric_limits<std::size_t>::max(); //!< at once
    bool m_isReadLate = false;   //!< what is unread has come during a pause
    bool m_isRestDue = false;    //!< continueInput() is called in the next turn
    bool m_isOutputLost = false; //!< the peer has reset the connection; its input is read to the end
    ReadPauses m_pauses;
    Milliseconds m_longestPause;
    Outbox m_outbox;
    SocketStats m_stats;
    QByteArray m_rest; //!< input that the protocol did not take yet
    TimePoint m_lastReceived;
    TimePoint m_lastSent;
    ReadingMeter m_readingMeter;
    WheelTimer m_deadline;
    SlowConsumerDetector m_slowness;
    WheelTimer m_slow;
    WheelTimer m_pauseLimit; //!< armed during a pause
};

} // namespace signalbox
