#pragma once

// One WebSocket peer, from the finished handshake to its end.
//
//        Open ──── close(), the peer's Close, a broken rule ───► Closing ──┬──► closed(), ended()
//         │                                                        │       │
//         ├──── TCP lost, no pong ─────────────────────────────────────────┘
//         │                                                     kick()
//         │                                                        ▼
//         └──── kick() ───────────────────────► closed(), then waits for the peer's Close ───► ended()
//
// The deadlines of Closing and of that wait belong to the ClientSocket below; that of Open is the heartbeat's.

#include "core/auth/identity.h"
#include "core/base/closereason.h"
#include "core/model/activity.h"
#include "core/model/connectioninfo.h"
#include "core/policy/ratemeter.h"
#include "core/policy/settings.h"
#include "core/policy/workaccount.h"
#include "core/session/connectionevents.h"
#include "core/session/connectionrecord.h"
#include "core/session/connectionwatcher.h"
#include "core/session/heartbeat.h"
#include "core/transport/websocketend.h"

#include <QObject>

#include <limits>
#include <memory>

class QWebSocket;

namespace signalbox {

class Connection;

//! Called when something that a console shows has changed, at most once until takeDirty().
class ActivityListener
{
public:
    virtual void activityChanged(Connection &connection) = 0;

protected:
    ~ActivityListener() = default;
};

//! Lives on its io thread; owned by that thread's ConnectionTable, which deletes it after ended(), its last
//! signal.
class Connection final : public QObject, private WebSocketHandler, private HeartbeatOwner
{
    Q_OBJECT
public:
    //! Takes ownership of \a webSocket and \a bridge and speaks WebSocket over \a socket, compressed by \a
    //! deflate. \a events has its signals. \a workRate: limits.work, bytes a second.
    Connection(ConnectionInfo info, IoLoop &loop, ConnectionEvents &events, ClientSocket &socket,
               QWebSocket *webSocket, BridgeSocket *bridge, FrameLimits limits,
               const HeartbeatSettings &heartbeat, const std::optional<DeflateTerms> &deflate = {},
               qint64 workRate = 0);
    ~Connection() override;

    const ConnectionInfo &info() const { return m_info; }
    ConnectionId id() const { return m_info.id; }
    //! Who the client is, as its token says; null: it has shown none. Changes on the connection's thread only.
    const Identity *identity() const { return m_identity.get(); }
    //! What its token grants; null: no token, or one that limits nothing.
    const Grants *grants() const { return m_identity ? m_identity->grants.get() : nullptr; }
    //! Whether it is known who the client is. Else it is still to authenticate by a message, and info().user is empty.
    bool isIdentified() const { return !m_info.user.isEmpty(); }
    //! Sets the identity, also in info(). Its user empty: a guest.
    void setIdentity(Identity identity);
    //! Holds at most about \a maxBytes of a client that has not authenticated.
    void limitInput(qint64 maxBytes) { m_end.limitInput(maxBytes, std::size_t(maxBytes)); }
    //! Ends that limit. \a maxMessage as in FrameLimits.
    void endInputLimit(qint64 maxMessage)
    {
        m_end.limitInput(maxMessage, std::numeric_limits<std::size_t>::max());
    }
    //! While \a isWaiting nothing is read: a request is being answered, and what follows it has to wait, even a Close.
    void setWaiting(bool isWaiting) { m_end.setPaused(PauseReason::Answer, isWaiting); }

    //! Returns the current values of what changes.
    Activity activity() const;
    bool isOpen() const { return m_state == ConnectionState::Open; }
    //! Whether the peer reads so slowly that more than limits.outbox_soft is queued for it.
    bool isBehind() const { return m_end.isBehind(); }

    //! Sends a message that others get as well. Returns false when the connection is closing, or will be closed because
    //! too much is queued. With drop-oldest the message may be dropped later.
    bool send(const PreparedMessage &message)
    {
        if (!queue(message, Outbox::Kind::Message))
            return false;
        if (m_isFollowed)
            m_watcher->deliveryQueued(*this, message);
        return true;
    }
    //! The same for a message that nobody else gets.
    bool sendAlone(const PreparedMessage &message) { return queue(message, Outbox::Kind::Message); }
    //! Sends what a client can do without. Returns whether it was queued: a peer that reads slowly does not get it, or
    //! loses it again, and is not closed for it.
    bool sendHint(const PreparedMessage &message);
    //! Sends the answer to a request of the peer: limited like send(), never dropped.
    bool sendAnswer(const PreparedMessage &message) { return queueCharged(message, Outbox::Kind::Answer); }
    //! Sends a message in fragments as the peer takes them. What is queued behind it counts for the hard limit; destroyed
    //! when it is sent, or nothing more is sent to the peer.
    void sendStream(std::unique_ptr<FragmentSource> message) { m_end.sendStream(std::move(message)); }
    //! The next fragment is known.
    void continueStreams() { m_end.continueStreams(); }
    //! Counts and charges \a bytes of a message in fragments.
    void countStreamed(qint64 bytes, bool isLast);
    //! Closes after what is queued is sent.
    void close(const CloseReason &reason, const CloseDetails &details = {});
    //! As close(), but in at most ClientSocket::LimitedClosing where limits.closing is 0.
    void closeInTime(const CloseReason &reason, const CloseDetails &details = {});
    //! Ends it at once, also one that is closing: emits closed() from within the call. What is queued is
    //! discarded, \a reason is sent, and the peer's answer is waited for in limited time, until ended().
    void kick(const CloseReason &reason, const CloseDetails &details = {});
    //! What was known about it when its end began; default while open.
    EndEvidence evidence() const { return m_end.evidence() ? *m_end.evidence() : EndEvidence(); }
    //! Sends a ping; ConnectionEvents::pinged() has the result.
    void pingNow();

    //! Counts \a bytes that shards still work on; reading stops above MaxInFlight and resumes at half of it.
    void addInFlight(qint64 bytes);
    void removeInFlight(qint64 bytes);
    static constexpr qint64 MaxInFlight = 256 * 1024;
    //! A pause of limits.work is worth an event (ConnectionEvents::workPaused()) if it takes as long. So is any
    //! pause remembered for report().
    static constexpr Milliseconds LongWorkPause{1000};

    //! Charges \a bytes of amplification to the peer: what a request of it costs the server beyond the bytes of the
    //! request. Answers are charged when they are sent, messages in fragments as they are produced. Reading stops while the
    //! account is overdrawn. Negative: returns what was reserved.
    void charge(qint64 bytes);
    //! What an answer of \a bytes is charged at most.
    qint64 answerCost(qint64 bytes) const;

    //! Limits what the peer may send; rates of 0: no limit.
    void limitRate(qint64 messagesPerSecond, qint64 bytesPerSecond, RatePolicy policy);
    //! A new excess of the rate is told of when none was for so long.
    static constexpr Milliseconds RateQuiet{10'000};
    //! Closes with 4200 when the connection has lasted for about \a lifetime: between nine tenths of it and all, so that those
    //! that came together do not come back together.
    void limitLifetime(Milliseconds lifetime);

    const JoinedRooms &rooms() const { return m_rooms; }
    //! Returns the rooms, to be changed at once. Only the hub knows when they change.
    JoinedRooms &editRooms()
    {
        touch();
        return m_rooms;
    }

    //! \a watcher sees what is delivered (\a isFollowed) and the control frames (\a showsControl). Null: nobody watches.
    void setWatcher(ConnectionWatcher *watcher, bool isFollowed = false, bool showsControl = false);
    bool isFollowed() const { return m_isFollowed; }

    //! Remembers something that has happened, for report(). \a number and \a text as in ConnectionEvent.
    void note(ConnectionEventKind kind, const QString &text = {}, qint64 number = 0);
    //! Sets what the upgrade was made of, for report(): \a requestHead of describeHead(), and \a extensions of the response.
    //! \a store must outlive the connection.
    void setUpgrade(HeadStore &store, const QByteArray &requestHead, const QByteArray &extensions);
    //! Returns everything that a console can ask. Some system calls.
    ConnectionReport report() const;

    //! Null: no listener.
    void setActivityListener(ActivityListener *listener);
    //! Returns whether activity() has changed since the last call.
    bool takeDirty() { return std::exchange(m_dirty, false); }

private:
    void handlePong(QByteArrayView payload) override;
    void handlePingSent(quint64 streamEnd) override;
    void handleClosing() override;
    void handleQueueChanged() override { touch(); }
    bool isAnswerDue() const override { return m_inFlight > 0; }
    void handleBehindChanged(bool isBehind) override;
    void describeEnd(EndEvidence &evidence) override;
    void handleEnded(const ConnectionEnd &end) override;
    void handleControlReceived(Opcode opcode, QByteArrayView payload, std::optional<quint16> code) override;
    void handleControlQueued(Opcode opcode, QByteArrayView payload, std::optional<quint16> code) override;

    void sendPing(const QByteArray &payload) override;
    TimePoint lastReceived() const override { return m_end.lastReceived(); }
    quint64 acknowledgedBytes() const override { return m_end.acknowledgedBytes(); }
    bool hasUnreadInput() const override { return m_end.hasUnreadInput(); }
    quint64 arrivedBytes() const override { return m_end.arrivedBytes(); }
    TimePoint clock() const override { return Clock::now(); }
    void peerIsSilent() override;
    void pingAnswered(bool answered) override { Q_EMIT m_events.pinged(this, answered); }

    //! Returns whether a message of the peer may pass.
    bool passesRate(Opcode opcode, const QByteArray &payload);
    //! Returns whether it was told of: at most once in RateQuiet.
    bool noteRateExceeded(Milliseconds wait);
    void resumeRate();
    void endLifetime();
    void endPause(TimePoint &begin, ConnectionEventKind kind);
    void noteLatency(Nanoseconds latency);
    void updateWorkPause();
    bool queue(const PreparedMessage &message, Outbox::Kind kind);
    bool queueCharged(const PreparedMessage &message, Outbox::Kind kind);
    void countSent(const PreparedMessage &message);
    void take(Opcode opcode);
    void touch();
    void reportClosed(const ConnectionEnd &end);

    ConnectionInfo m_info;
    std::unique_ptr<const Identity> m_identity;
    IoLoop &m_loop;
    ConnectionEvents &m_events;
    QWebSocket *m_webSocket;
    BridgeSocket *m_bridge;
    WebSocketEnd m_end;
    Heartbeat m_heartbeat;
    Traffic m_traffic;
    WallTime m_lastTraffic;
    JoinedRooms m_rooms;
    ConnectionRecord m_record;
    ConnectionState m_state = ConnectionState::Open;
    qint64 m_inFlight = 0;
    TimePoint m_inFlightPause; //!< when it began; the default: there is none
    WorkAccount m_work;
    WheelTimer
        m_workTimer; //!< armed while the account is overdrawn: until it is not, or to report a long pause
    struct
    {
        TimePoint begin; //!< null: the account is not overdrawn
        bool isReported = false;
    } m_workPause;
    struct Rate
    {
        Rate(Connection &connection, qint64 messagesPerSecond, qint64 bytesPerSecond, RatePolicy ratePolicy);

        RateMeter meter;
        RatePolicy policy;
        qint64 messages; //!< a second, as the next
        qint64 bytes;
        WheelTimer resume;
        TimePoint told; //!< when an excess was told of last
    };
    std::unique_ptr<Rate> m_rate; //!< null: no limit
    struct Lifetime
    {
        Lifetime(Connection &connection, Milliseconds most);

        Milliseconds limit;
        WheelTimer timer;
    };
    std::unique_ptr<Lifetime> m_lifetime; //!< null: no limit
    ActivityListener *m_listener = nullptr;
    ConnectionWatcher *m_watcher = nullptr; //!< null: nobody watches
    bool m_isFollowed = false;              //!< m_watcher sees deliveries
    bool m_dirty = false;
    bool m_isLatencyHigh = false;
    bool m_hasReportedClosed = false;
};

} // namespace signalbox
