#pragma once

#include "core/base/clock.h"
#include "core/model/verdict.h"
#include "core/transport/channel.h"

#include <memory>
#include <optional>

namespace signalbox {

//! Measures how fast a peer that had to be waited for reads, against how fast bytes are queued for it. Keeps two samples
//! of a peer that ever had to be waited for, so that the rate is that of the last seconds; nothing for the others.
//! Lives on the thread of its socket.
class ReadingMeter
{
public:
    static constexpr Milliseconds Step{2000};    //!< between two samples, each of which takes a system call
    static constexpr Milliseconds MaxGap{10000}; //!< older samples say nothing about now
    static constexpr Milliseconds Shortest{100}; //!< no rate is known of a shorter time

    //! Records a write to \a channel at \a now; \a waits: the kernel did not take all of it, \a queuedBytes are left.
    void note(TimePoint now, bool waits, const Channel &channel, qint64 queuedBytes)
    {
        if (waits || m_samples)
            take(now, channel, queuedBytes);
    }
    //! The rates of the last Step to 2 * Step, or since the peer had to be waited for first; nothing: it had not. A
    //! system call.
    std::optional<ReadingRate> rate(TimePoint now, const Channel &channel, qint64 queuedBytes) const;

private:
    struct Sample
    {
        TimePoint at;
        quint64 acknowledged;
        quint64 offered;

        static Sample of(TimePoint now, const Channel &channel, qint64 queuedBytes);
    };
    struct Samples
    {
        Sample older;
        Sample newer;
    };

    void take(TimePoint now, const Channel &channel, qint64 queuedBytes);

    std::unique_ptr<Samples> m_samples;
};

} // namespace signalbox
