#include "core/session/heartbeat.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr Milliseconds FirstPing{1000};
constexpr quint8 PhasedPings = 2;            // afterwards the pings of connections are spread
constexpr Milliseconds ManualTimeout{10000}; // for pingNow() where the heartbeat has no timeout of its own
// A ping with the TLS record around it: when no more than that is unacknowledged, nothing older is.
constexpr quint64 MaxPingBytes = 128;

Milliseconds scaled(Milliseconds time, float factor)
{
    return Milliseconds(qint64(float(time.count()) * factor));
}

Milliseconds timeToRead(quint64 bytes)
{
    return Milliseconds(qint64(bytes) * 1000 / Heartbeat::MinReadingRate);
}

} // namespace

Heartbeat::Heartbeat(TimingWheel &wheel, const HeartbeatSettings &settings, HeartbeatOwner &owner,
                     TimePoint now, double phase)
    : m_wheel(wheel)
    , m_settings(settings)
    , m_owner(owner)
    , m_answeredAt(now)
    , m_phase(float(phase))
    , m_interval(WheelTimer::of<&Heartbeat::onInterval>(this))
    , m_timeout(WheelTimer::of<&Heartbeat::onTimeout>(this))
{
    if (m_settings.interval.count() > 0)
        m_wheel.arm(m_interval, now + untilNextPing());
}

void Heartbeat::pingSent(TimePoint now, quint64 streamEnd)
{
    m_isQueued = false;
    m_latency.sent(now, streamEnd);
    if (m_settings.interval.count() > 0)
        m_wheel.arm(m_interval, now + untilNextPing());
    if (isEnforced() && !(isJudging() && m_streamEnd != NotSent))
        judge(now, streamEnd, now + m_settings.timeout);
}

bool Heartbeat::takePong(QByteArrayView payload, TimePoint now)
{
    const std::optional<quint64> answered = m_latency.take(payload, now);
    if (!answered)
        return false;
    m_answeredEnd = *answered;
    m_answeredAt = now;
    m_timeout.cancel();
    if (m_manual && m_latency.outstanding() < m_manual->pings)
        finishManual(true);
    return true;
}

void Heartbeat::pingNow(TimePoint now)
{
    if (!m_manual) {
        m_manual.reset(new ManualPing{WheelTimer::of<&Heartbeat::onManualTimeout>(this), 0});
        // Repeated calls must not extend the time of a peer that is gone.
        m_wheel.arm(m_manual->timer,
                    now + (m_settings.timeout.count() > 0 ? m_settings.timeout : ManualTimeout));
    }
    m_manual->pings = m_isQueued ? 1 : 0; // the last call is the one to be answered
    if (!m_isQueued)
        ping();
}

HeartbeatReading Heartbeat::reading(TimePoint now) const
{
    HeartbeatReading reading{.interval = m_settings.interval,
                             .timeout = m_settings.timeout,
                             .unanswered = quint32(m_latency.outstanding()),
                             .isQueued = m_isQueued};
    if (m_latency.reading())
        reading.sincePong = std::chrono::duration_cast<Milliseconds>(now - m_answeredAt);
    if (m_interval.isArmed())
        reading.untilPing =
            std::max(std::chrono::ceil<Milliseconds>(m_wheel.dueOf(m_interval) - now), Milliseconds(0));
    return reading;
}

void Heartbeat::stop()
{
    m_interval.cancel();
    m_timeout.cancel();
    m_manual.reset();
}

void Heartbeat::onInterval()
{
    const TimePoint now = m_owner.clock();
    if (!m_isQueued) {
        ping();
    } else if (isEnforced() && !isJudging()) {
        judge(now, NotSent, now + m_settings.timeout);
        notePosition(Progress::Moving);
    }
    m_wheel.arm(m_interval, now + untilNextPing());
}

Milliseconds Heartbeat::untilNextPing() const
{
    switch (m_pings) {
    case 0:
        return std::min(m_settings.interval, scaled(FirstPing, 1 + m_phase));
    case 1:
        return scaled(m_settings.interval, 1 - m_phase / 2);
    default:
        return m_settings.interval;
    }
}

void Heartbeat::ping()
{
    m_pings = std::min<quint8>(m_pings + 1, PhasedPings);
    m_isQueued = true;
    if (m_manual)
        ++m_manual->pings;
    m_owner.sendPing(m_latency.nextPayload());
}

bool Heartbeat::isEnforced() const
{
    return m_settings.interval.count() > 0 && m_settings.timeout.count() > 0;
}

bool Heartbeat::isJudging() const
{
    return m_timeout.isArmed() && m_owner.lastReceived() <= m_since;
}

void Heartbeat::judge(TimePoint since, quint64 streamEnd, TimePoint due)
{
    m_since = since;
    m_streamEnd = streamEnd;
    m_progress = Progress::Unknown;
    m_wheel.arm(m_timeout, due);
}

void Heartbeat::onTimeout()
{
    if (m_owner.lastReceived() > m_since)
        return;
    const TimePoint now = m_owner.clock();
    if (const std::optional<TimePoint> due = nextCheck(now)) {
        m_wheel.arm(m_timeout, *due);
        return;
    }
    switch (judgeUnread()) {
    case Verdict::Alive:
        return;
    case Verdict::Unsure:
        notePosition(Progress::Unread);
        m_wheel.arm(m_timeout, now + m_settings.timeout);
        return;
    case Verdict::Dead:
        break;
    }
    finishManual(false);
    stop();
    m_owner.peerIsSilent();
}

// Something may have been received while the server did not read, was busy, or its process was stopped.
Heartbeat::Verdict Heartbeat::judgeUnread() const
{
    if (m_progress == Progress::Acknowledged && !m_owner.hasUnreadInput())
        return Verdict::Dead;
    if (m_progress != Progress::Moving && m_owner.acknowledgedBytes() >= m_streamEnd)
        return Verdict::Alive;
    if (m_progress == Progress::Acknowledged)
        return Verdict::Unsure;
    return m_owner.arrivedBytes() > m_arrived ? Verdict::Alive : Verdict::Dead;
}

void Heartbeat::notePosition(Progress progress)
{
    m_progress = progress;
    m_acknowledged = m_owner.acknowledgedBytes();
    m_arrived = m_owner.arrivedBytes();
}

//! Returns when to judge again; nothing: the peer is dead.
std::optional<TimePoint> Heartbeat::nextCheck(TimePoint now)
{
    if (m_progress >= Progress::Acknowledged)
        return std::nullopt;
    const quint64 acknowledged = m_owner.acknowledgedBytes();
    if (m_streamEnd == NotSent || acknowledged + MaxPingBytes < m_streamEnd) {
        if (m_progress == Progress::Moving && acknowledged <= m_acknowledged)
            return std::nullopt;
        notePosition(Progress::Moving);
        return now + m_settings.timeout;
    }
    // Nobody knows since when it is acknowledged: at the earliest since it left, or since it was last asked.
    const TimePoint since = m_progress == Progress::Moving ? now : m_since;
    m_progress = Progress::Acknowledged;
    const TimePoint due = since + m_settings.timeout + timeToRead(m_streamEnd - m_answeredEnd);
    return due > now ? std::optional(due) : std::nullopt;
}

void Heartbeat::onManualTimeout()
{
    finishManual(false);
}

void Heartbeat::finishManual(bool answered)
{
    if (std::unique_ptr<ManualPing> manual = std::exchange(m_manual, nullptr))
        m_owner.pingAnswered(answered);
}

} // namespace signalbox
