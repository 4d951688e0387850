#pragma once

#include "core/base/clock.h"
#include "core/base/closereason.h"

#include <optional>

namespace signalbox {

//! How long a peer may be slow; 0 = without limit.
struct SlowLimits
{
    //! The kernel took nothing for so long although something is queued, and in the second half of that time
    //! the peer acknowledged nothing: a kernel with large buffers takes nothing from us for minutes while a slow
    //! peer reads all the time.
    Milliseconds writeStall{30000};
    qint64 outboxSoft = 256 * 1024;    //!< bytes; 0 = none
    Milliseconds outboxSoftFor{30000}; //!< more than outboxSoft was queued for so long without a break
};

//! Knows since when a peer has been slow, and in which way. Has no timer: note() gets the result of each
//! write, and due() returns when judge() is to be called.
class SlowConsumerDetector
{
public:
    //! Records a write: whether something still \a waits, whether anything was \a taken, and what is queued.
    void note(TimePoint now, bool waits, bool taken, qint64 queuedCost, const SlowLimits &limits);
    //! Returns whether more than outboxSoft was queued at the last call of note().
    bool isBehind() const { return m_isBehind; }
    //! Returns when to call judge(); nothing: the peer is not slow.
    std::optional<TimePoint> due(const SlowLimits &limits) const;
    //! \a acknowledged: bytes that the peer's kernel has acknowledged since the beginning. Returns WriteStalled
    //! or QueuedTooLong, or nothing while no limit is exceeded; due() may be new then.
    std::optional<Cause> judge(TimePoint now, quint64 acknowledged, const SlowLimits &limits);

    //! Restarts the time of the queue, after messages were dropped from it.
    void forgiveQueue() { m_fullSince = Never; }

private:
    static constexpr TimePoint Never = TimePoint::max();

    TimePoint m_stalledSince = Never;
    TimePoint m_fullSince = Never;
    bool m_isBehind = false;
    std::optional<quint64> m_acknowledged; //!< half-way through a stall
};

} // namespace signalbox
