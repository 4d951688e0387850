#include "core/session/heartbeat.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr Milliseconds FirstPing{1000};
constexpr quint8 PhasedPings = 2;            // afterwards the pings of connections are spread
constexpr Milliseconds ManualTimeout{10000}; // for pingNow() where the heartbeat has no timeout of its own

Milliseconds scaled(Milliseconds time, float factor)
{
    return Milliseconds(qint64(float(time.count()) * factor));
}

} // namespace

Heartbeat::Heartbeat(TimingWheel &wheel, const HeartbeatSettings &settings, HeartbeatOwner &owner,
                     TimePoint now, double phase)
    : m_wheel(wheel)
    , m_settings(settings)
    , m_owner(owner)
    , m_phase(float(phase))
    , m_interval(WheelTimer::of<&Heartbeat::onInterval>(this))
    , m_timeout(WheelTimer::of<&Heartbeat::onTimeout>(this))
{
    if (m_settings.interval.count() > 0)
        m_wheel.arm(m_interval, now + quietBeforePing());
}

bool Heartbeat::takePong(QByteArrayView payload, TimePoint now)
{
    if (!m_latency.take(payload, now))
        return false;
    m_timeout.cancel();
    finishManual(true);
    return true;
}

void Heartbeat::pingNow(TimePoint now)
{
    m_manual = true;
    ping(now);
}

void Heartbeat::stop()
{
    m_interval.cancel();
    m_timeout.cancel();
}

void Heartbeat::suspend(bool suspended, TimePoint now)
{
    m_suspended = suspended;
    m_interval.cancel();
    if (!m_manual) // otherwise its result is still to be reported
        m_timeout.cancel();
    if (!suspended && m_settings.interval.count() > 0)
        m_wheel.arm(m_interval, now + m_settings.interval);
}

void Heartbeat::onInterval()
{
    const TimePoint now = m_owner.clock();
    const TimePoint due = m_owner.lastReceived() + quietBeforePing();
    if (due > now) { // there was traffic
        m_wheel.arm(m_interval, due);
        return;
    }
    if (!m_timeout.isArmed()) // one ping at a time; its timeout may be longer than the interval
        ping(now);
    m_wheel.arm(m_interval, now + quietBeforePing());
}

Milliseconds Heartbeat::quietBeforePing() const
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

void Heartbeat::ping(TimePoint now)
{
    m_pings = std::min<quint8>(m_pings + 1, PhasedPings);
    m_owner.sendPing(m_latency.stamp(now));
    // Repeated calls of pingNow() must not extend the time of a peer that is gone.
    if (m_timeout.isArmed() && isEnforced() && m_owner.lastReceived() <= m_pingedAt)
        return;
    m_pingedAt = now;
    const Milliseconds timeout = m_settings.timeout.count() > 0 ? m_settings.timeout : ManualTimeout;
    if (m_settings.timeout.count() > 0 || m_manual)
        m_wheel.arm(m_timeout, now + timeout);
}

bool Heartbeat::isEnforced() const
{
    return !m_suspended && m_settings.interval.count() > 0 && m_settings.timeout.count() > 0;
}

void Heartbeat::onTimeout()
{
    finishManual(false);
    if (!isEnforced() || m_owner.lastReceived() > m_pingedAt)
        return;
    stop();
    m_owner.peerIsSilent();
}

void Heartbeat::finishManual(bool answered)
{
    if (std::exchange(m_manual, false))
        m_owner.pingAnswered(answered);
}

} // namespace signalbox
