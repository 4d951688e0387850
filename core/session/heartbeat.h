#pragma once

#include "core/loop/timingwheel.h"
#include "core/model/connectionreport.h"
#include "core/policy/settings.h"
#include "core/session/latency.h"

#include <limits>
#include <memory>
#include <optional>

namespace signalbox {

//! The connection that a Heartbeat watches.
class HeartbeatOwner
{
public:
    //! Queues a ping. Heartbeat::pingSent() follows when the kernel has taken it, never from within the call.
    virtual void sendPing(const QByteArray &payload) = 0;
    //! Returns when bytes last came; those that had waited because the server did not read do not count.
    virtual TimePoint lastReceived() const = 0;
    //! Returns how many bytes of those written the peer's kernel has acknowledged. A system call.
    virtual quint64 acknowledgedBytes() const = 0;
    //! Returns whether bytes of the peer wait to be read. A system call.
    virtual bool hasUnreadInput() const = 0;
    //! Returns how many bytes of the peer have arrived, read or not. A system call.
    virtual quint64 arrivedBytes() const = 0;
    //! Returns the current time. IoLoop::now() would be that of the turn, too coarse for a round trip.
    virtual TimePoint clock() const = 0;
    //! The peer is dead: the connection is to be closed. Last call.
    virtual void peerIsSilent() = 0;
    //! The ping of pingNow() was answered (true), or not in time (false).
    virtual void pingAnswered(bool answered) = 0;

protected:
    ~HeartbeatOwner() = default;
};

//! Pings a connection at every interval, traffic or not, and decides when its peer is dead.
//!
//! Intervals, timeouts and round trips count from when a ping left the server: a ping may wait in the outbox for a
//! slow peer, and while it does no other is queued. Any byte received proves that the peer is alive. Without
//! one, the oldest ping since then is judged by the progress of the peer:
//!
//!     left ── timeout ──► are bytes older than the ping unacknowledged?
//!                          │ yes: Moving. Again after another timeout; dead if their number did not fall.
//!                          └ no: Acknowledged. Dead when the pong took longer than timeout + the time in
//!                            which a peer reads at MinReadingRate what was sent since the last answered ping.
//!
//! The acknowledgement of the ping proves nothing: the kernel of a hung application acknowledges, too. The
//! kernel is asked at those moments only, so that a healthy ping costs no system call. A ping that has not left
//! for a whole interval is judged like one in Moving: a peer that takes nothing is as a rule closed earlier, as a
//! slow consumer (limits.write_stall).
//!
//! Pings go on while the server does not read (ReadPauses); a round trip includes the time for which the pong waited to
//! be read. Once the ping itself is acknowledged nobody is dead of whom something is unread: the pong may be behind it.
//! Before that, unread bytes are life only if some have arrived since the kernel was last asked: those of a peer that is
//! gone may wait for long.
//!
//! The first ping is sent after one to two seconds, so that a new connection soon has a latency; the second
//! after half an interval to a whole one, so that connections made at the same moment are not pinged at the
//! same moment for ever. Lives on its io thread.
class Heartbeat final
{
public:
    //! \a owner outlives it. \a phase, 0 to 1, places the first two pings between their bounds; evenly
    //! distributed phases distribute the pings.
    Heartbeat(TimingWheel &wheel, const HeartbeatSettings &settings, HeartbeatOwner &owner, TimePoint now,
              double phase = 0);
    Q_DISABLE_COPY_MOVE(Heartbeat)

    //! The last ping has left at \a now; it ends at \a streamEnd of the bytes written.
    void pingSent(TimePoint now, quint64 streamEnd);
    //! Returns whether the pong answers one of the pings; latency() is new then.
    bool takePong(QByteArrayView payload, TimePoint now);
    //! Sends a ping at once, whatever the interval. Its result is reported in time, even if it cannot leave.
    void pingNow(TimePoint now);
    void stop();

    const std::optional<LatencyReading> &latency() const { return m_latency.reading(); }
    //! When a ping was last answered, at first the handshake.
    TimePoint answeredAt() const { return m_answeredAt; }

    HeartbeatReading reading(TimePoint now) const;

    //! Bytes a second.
    static constexpr qint64 MinReadingRate = 8 * 1024;

private:
    //! The progress of the peer that is known of the judged ping.
    enum class Progress : quint8 {
        Unknown,
        Moving,
        Acknowledged,
        Unread, //!< as Acknowledged, but the ping itself is not, and something is unread
    };
    enum class Verdict : quint8 { Alive, Unsure, Dead };

    //! The result of pingNow() that is to be reported.
    struct ManualPing
    {
        WheelTimer timer;
        std::size_t pings; //!< sent since then, its own included
    };

    static constexpr quint64 NotSent = std::numeric_limits<quint64>::max();

    Milliseconds untilNextPing() const;
    bool isEnforced() const;
    bool isJudging() const;
    void onInterval();
    void onTimeout();
    void onManualTimeout();
    std::optional<TimePoint> nextCheck(TimePoint now);
    Verdict judgeUnread() const;
    void notePosition(Progress progress);
    void judge(TimePoint since, quint64 streamEnd, TimePoint due);
    void ping();
    void finishManual(bool answered);

    TimingWheel &m_wheel;
    HeartbeatSettings m_settings;
    HeartbeatOwner &m_owner;
    Latency m_latency;
    // The judged ping: the oldest since which nothing was received. Only while m_timeout is armed.
    TimePoint m_since;          //!< a byte received later ends the judgement
    quint64 m_streamEnd = 0;    //!< of the judged ping; NotSent: it has not left
    quint64 m_acknowledged = 0; //!< when it was last asked for; only Moving and Unread
    quint64 m_arrived = 0;      //!< at the same time
    quint64 m_answeredEnd = 0;  //!< streamEnd of the last ping that was answered
    TimePoint m_answeredAt;
    std::unique_ptr<ManualPing> m_manual;
    float m_phase;
    quint8 m_pings = 0; //!< sent; counts up to the second, as long as the phase matters
    Progress m_progress = Progress::Unknown;
    bool m_isQueued = false; //!< a ping has not left
    WheelTimer m_interval;
    WheelTimer m_timeout;
};

} // namespace signalbox
