#include "core/transport/slowconsumerdetector.h"

#include <algorithm>

namespace signalbox {

void SlowConsumerDetector::note(TimePoint now, bool waits, bool taken, qint64 queuedCost,
                                const SlowLimits &limits)
{
    if (!waits || taken || limits.writeStall.count() == 0) {
        m_stalledSince = Never;
        m_acknowledged.reset();
    }
    if (waits && m_stalledSince == Never && limits.writeStall.count() > 0)
        m_stalledSince = now;

    m_isBehind = limits.outboxSoft > 0 && queuedCost > limits.outboxSoft;
    if (!m_isBehind || limits.outboxSoftFor.count() == 0)
        m_fullSince = Never;
    else if (m_fullSince == Never)
        m_fullSince = now;
}

std::optional<TimePoint> SlowConsumerDetector::due(const SlowLimits &limits) const
{
    TimePoint due = Never;
    if (m_stalledSince != Never)
        due = m_stalledSince + (m_acknowledged ? limits.writeStall : limits.writeStall / 2);
    if (m_fullSince != Never)
        due = std::min(due, m_fullSince + limits.outboxSoftFor);
    return due == Never ? std::nullopt : std::optional(due);
}

std::optional<Cause> SlowConsumerDetector::judge(TimePoint now, quint64 acknowledged,
                                                 const SlowLimits &limits)
{
    const Milliseconds half = limits.writeStall / 2;
    if (m_stalledSince != Never && m_acknowledged && now >= m_stalledSince + limits.writeStall) {
        if (acknowledged <= *m_acknowledged)
            return Cause::WriteStalled;
        m_acknowledged.reset();
    }
    if (m_stalledSince != Never && !m_acknowledged && now >= m_stalledSince + half) {
        m_stalledSince = now - half;
        m_acknowledged = acknowledged;
    }
    if (m_fullSince != Never && now >= m_fullSince + limits.outboxSoftFor)
        return Cause::QueuedTooLong;
    return std::nullopt;
}

} // namespace signalbox
