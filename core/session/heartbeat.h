#pragma once

#include "core/loop/timingwheel.h"
#include "core/policy/settings.h"
#include "core/session/latency.h"

namespace signalbox {

//! Whose heart it is.
class HeartbeatOwner
{
public:
    virtual void sendPing(const QByteArray &payload) = 0;
    virtual TimePoint lastReceived() const = 0;
    //! The clock, exact at the moment of a ping; the time of a turn is not.
    virtual TimePoint clock() const = 0;
    //! The peer is silent: it has to go. No call follows.
    virtual void peerIsSilent() = 0;
    //! A ping asked for by pingNow() was answered (true) or not in time (false).
    virtual void pingAnswered(bool answered) = 0;

protected:
    ~HeartbeatOwner() = default;
};

//! Decides when a connection is pinged and when its silence has lasted too long. Any byte received is life:
//! where there was traffic no ping is due, and a ping waits only for some byte, not for its pong. The first
//! ping comes after one to two quiet seconds, so that a new connection soon has a latency, the second after
//! half an interval to a whole one: those who came in one moment are not pinged in one moment for ever. Lives
//! on its io thread.
class Heartbeat final
{
public:
    //! \a owner outlives it. \a phase, 0 to 1: where between those bounds. Spread evenly over the connections
    //! it spreads the pings.
    Heartbeat(TimingWheel &wheel, const HeartbeatSettings &settings, HeartbeatOwner &owner, TimePoint now,
              double phase = 0);
    Q_DISABLE_COPY_MOVE(Heartbeat)

    //! True when the pong was ours and latency() is new.
    bool takePong(QByteArrayView payload, TimePoint now);
    //! A ping at once, whatever the interval.
    void pingNow(TimePoint now);
    void stop();
    //! Nobody reads what the peer sends: its silence is ours. Ends with \a suspended = false and a fresh
    //! interval.
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
    TimePoint m_pingedAt; //!< the oldest ping since which nothing was heard
    float m_phase;
    quint8 m_pings = 0;    //!< sent, as far as the phase matters
    bool m_manual = false; //!< somebody waits to hear about the ping that is out
    bool m_suspended = false;
    WheelTimer m_interval;
    WheelTimer m_timeout;
};

} // namespace signalbox
