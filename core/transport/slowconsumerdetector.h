#pragma once

#include "core/base/clock.h"
#include "core/base/closereason.h"

#include <optional>

namespace signalbox {

//! How long a peer may be slow; 0 = for ever.
struct SlowLimits
{
    Milliseconds writeStall{30000};    //!< nothing was taken for so long though something waits
    qint64 outboxSoft = 256 * 1024;    //!< bytes; 0 = none
    Milliseconds outboxSoftFor{30000}; //!< more than outboxSoft waits for so long without a break
};

//! Since when a peer has been slow, and in which way. Pure: is told what comes of each write, and says when
//! somebody should ask it again.
class SlowConsumerDetector
{
public:
    //! After a write: whether something still \a waits, whether anything was \a taken, and what is queued.
    void note(TimePoint now, bool waits, bool taken, qint64 queuedCost, const SlowLimits &limits);
    //! When to ask judge(); nothing: it is not slow.
    std::optional<TimePoint> due(const SlowLimits &limits) const;
    //! WriteStalled, QueuedTooLong, or nothing: not yet.
    std::optional<Cause> judge(TimePoint now, const SlowLimits &limits) const;

    //! Something was done about what is queued: its time begins anew.
    void forgiveQueue() { m_fullSince = Never; }

private:
    static constexpr TimePoint Never = TimePoint::max();

    TimePoint m_stalledSince = Never;
    TimePoint m_fullSince = Never;
};

} // namespace signalbox
