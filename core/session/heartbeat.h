#pragma once

#include "core/loop/timingwheel.h"
#include "core/policy/settings.h"
#include "core/session/latency.h"

namespace signalbox {

//! The connection that a Heartbeat watches.
class HeartbeatOwner
{
public:
    virtual void sendPing(const QByteArray &payload) = 0;
    virtual TimePoint lastReceived() const = 0;
    //! Returns the current time. IoLoop::now() would be that of the turn, too coarse for a round trip.
    virtual TimePoint clock() const = 0;
    //! The peer did not answer in time: the connection is to be closed. Last call.
    virtual void peerIsSilent() = 0;
    //! The ping of pingNow() was answered (true), or not in time (false).
    virtual void pingAnswered(bool answered) = 0;

protected:
    ~HeartbeatOwner() = default;
};

//! Decides when a connection is pinged and when it has been silent for too long. Any byte received proves
//! that the peer is alive: after traffic no ping is due, and a ping is answered by any byte, not only by its
//! pong. The first ping is sent after one to two seconds without traffic, so that a new connection soon has a
//! latency; the second after half an interval to a whole one, so that connections made at the same moment are
//! not pinged at the same moment for ever. Lives on its io thread.
class Heartbeat final
{
public:
    //! \a owner outlives it. \a phase, 0 to 1, places the first two pings between their bounds; evenly
    //! distributed phases distribute the pings.
    Heartbeat(TimingWheel &wheel, const HeartbeatSettings &settings, HeartbeatOwner &owner, TimePoint now,
              double phase = 0);
    Q_DISABLE_COPY_MOVE(Heartbeat)

    //! Returns whether the pong answers the last ping; latency() is new then.
    bool takePong(QByteArrayView payload, TimePoint now);
    //! Sends a ping at once, whatever the interval.
    void pingNow(TimePoint now);
    void stop();
    //! While \a suspended, silence is not counted, because the server does not read. Afterwards a new
    //! interval begins.
    void suspend(bool suspended, TimePoint now);

    const std::optional<LatencyReading> &latency() const { return m_latency.reading(); }

private:
    Milliseconds quietBeforePing() const;
    bool isEnforced() const;
    void onInterval();
    void onTimeout();
    void ping(TimePoint now);
    void finishManual(bool answered);

    TimingWheel &m_wheel;
    HeartbeatSettings m_settings;
    HeartbeatOwner &m_owner;
    Latency m_latency;
    TimePoint m_pingedAt; //!< the oldest ping since which nothing was received
    float m_phase;
    quint8 m_pings = 0;    //!< sent; counts up to the second, as long as the phase matters
    bool m_manual = false; //!< pingNow() was called and is not answered
    bool m_suspended = false;
    WheelTimer m_interval;
    WheelTimer m_timeout;
};

} // namespace signalbox
