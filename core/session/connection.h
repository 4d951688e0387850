#pragma once

// One WebSocket peer, from the finished handshake to its end.
//
//        Open ──── close(), kick(), the peer's Close, a broken rule ───► Closing ──┐
//         │                                                                        ├──► closed(), once
//         └──── TCP lost, no pong ─────────────────────────────────────────────────┘
//
// The deadlines of Closing belong to the ClientSocket below; that of Open is the heartbeat's.

#include "core/base/closereason.h"
#include "core/model/activity.h"
#include "core/model/connectioninfo.h"
#include "core/session/connectionevents.h"
#include "core/session/heartbeat.h"
#include "core/transport/websocketend.h"

#include <QObject>

#include <memory>

class QWebSocket;

namespace signalbox {

class Connection;

//! Told that something a console shows has changed. At most once until the flag is cleared by takeDirty().
class ActivityListener
{
public:
    virtual void activityChanged(Connection &connection) = 0;

protected:
    ~ActivityListener() = default;
};

//! Lives on its io thread; owned by that thread's registry, which deletes it after closed(), its last event.
class Connection final : public QObject, private WebSocketHandler, private HeartbeatOwner
{
    Q_OBJECT
public:
    //! Takes ownership of \a webSocket and \a bridge and speaks WebSocket over \a socket, compressed by \a deflate.
    //! \a events has its signals.
    Connection(ConnectionInfo info, IoLoop &loop, ConnectionEvents &events, ClientSocket &socket,
               QWebSocket *webSocket, BridgeSocket *bridge, FrameLimits limits,
               const HeartbeatSettings &heartbeat, const std::optional<DeflateTerms> &deflate = {});
    ~Connection() override;

    const ConnectionInfo &info() const { return m_info; }
    ConnectionId id() const { return m_info.id; }
    //! What changes, as of now.
    Activity activity() const;
    bool isOpen() const { return m_state == ConnectionState::Open; }

    //! What is said in a room. False when it is closing, or so much is queued that it will be closed for it;
    //! by drop-oldest it may be dropped later.
    bool send(const PreparedMessage &message) { return queue(message, Outbox::Kind::Message); }
    //! An answer to what the peer asked: limited like send(), never dropped.
    bool sendAnswer(const PreparedMessage &message) { return queue(message, Outbox::Kind::Answer); }
    //! Of a room's past: does not count for the limits while it waits.
    bool sendReplay(const PreparedMessage &message) { return queue(message, Outbox::Kind::Replay); }
    //! Closes behind what is queued.
    void close(const CloseReason &reason);
    //! Closes at once, in place of what is queued.
    void kick(const CloseReason &reason);
    //! Pings; ConnectionEvents::pinged() tells how it went.
    void pingNow();

    //! Stops (and resumes) reading for \a bytes that others still work on; see MaxInFlight.
    void addInFlight(qint64 bytes);
    void removeInFlight(qint64 bytes);
    static constexpr qint64 MaxInFlight = 256 * 1024;

    //! Null: nobody watches.
    void setActivityListener(ActivityListener *listener);
    //! Clears and returns the mark that activity() differs from what was told.
    bool takeDirty() { return std::exchange(m_dirty, false); }

private:
    void handlePong(QByteArrayView payload) override;
    void handleClosing() override;
    void handleQueueChanged() override { touch(); }
    void handleEnded(const ConnectionEnd &end) override;

    void sendPing(const QByteArray &payload) override;
    TimePoint lastReceived() const override;
    TimePoint clock() const override { return Clock::now(); }
    void peerIsSilent() override;
    void pingAnswered(bool answered) override { Q_EMIT m_events.pinged(this, answered); }

    bool queue(const PreparedMessage &message, Outbox::Kind kind);
    void take(Opcode opcode);
    void touch();

    ConnectionInfo m_info;
    IoLoop &m_loop;
    ConnectionEvents &m_events;
    QWebSocket *m_webSocket;
    BridgeSocket *m_bridge;
    WebSocketEnd m_end;
    Heartbeat m_heartbeat;
    Traffic m_traffic;
    WallTime m_lastTraffic;
    ConnectionState m_state = ConnectionState::Open;
    qint64 m_inFlight = 0;
    ActivityListener *m_listener = nullptr;
    bool m_dirty = false;
};

} // namespace signalbox
