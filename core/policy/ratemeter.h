#pragma once

#include "core/base/clock.h"

#include <algorithm>
#include <cmath>

namespace signalbox {

//! Two buckets, of messages and of bytes, that are refilled at a rate and hold BurstSeconds of it. A message takes one
//! message and its bytes; it may overdraw the bytes once, because it may be larger than the bucket. Plain class.
class RateMeter
{
public:
    static constexpr int BurstSeconds = 2;

    //! Rates a second; 0: no limit. Starts full.
    RateMeter(qint64 messages, qint64 bytes, TimePoint now)
        : m_messages(double(messages))
        , m_bytes(double(bytes))
        , m_refilledAt(now)
    {
    }

    //! Returns whether a message may pass at \a now.
    bool isOpen(TimePoint now)
    {
        refill(now);
        return m_messages.isOpen(1) && m_bytes.isOpen(0);
    }
    //! A message of \a bytes passes.
    void take(qint64 bytes, TimePoint now)
    {
        refill(now);
        m_messages.balance -= 1;
        m_bytes.balance -= double(bytes);
    }
    //! When the next message may pass: \a now, or later.
    TimePoint opensAt(TimePoint now)
    {
        refill(now);
        return now + std::max(m_messages.waitFor(1), m_bytes.waitFor(0));
    }
    //! Whether it is the messages that have to wait longest, and not the bytes.
    bool isByMessages() const { return m_messages.waitFor(1) >= m_bytes.waitFor(0); }

private:
    struct Bucket
    {
        explicit Bucket(double perSecond)
            : rate(perSecond)
            , balance(perSecond * BurstSeconds)
        {
        }
        //! More than \a least has to be there, or exactly one.
        bool isOpen(double least) const { return rate <= 0 || (least > 0 ? balance >= least : balance > 0); }
        Nanoseconds waitFor(double least) const
        {
            if (isOpen(least))
                return Nanoseconds(0);
            // Rounded up, so that it is open when the time has passed.
            const double seconds = (least - balance) / rate;
            return Nanoseconds(qint64(std::min(std::ceil(seconds * 1e9), MaxWait))) + Nanoseconds(1000);
        }
        void refill(double seconds)
        {
            if (rate > 0)
                balance = std::min(balance + seconds * rate, rate * BurstSeconds);
        }

        static constexpr double MaxWait =
            3600e9; //!< ns; a message is bounded, and so is the wait with sane rates
        double rate;
        double balance;
    };

    void refill(TimePoint now)
    {
        const double seconds = double(Nanoseconds(now - m_refilledAt).count()) / 1e9;
        m_messages.refill(seconds);
        m_bytes.refill(seconds);
        m_refilledAt = now;
    }

    Bucket m_messages;
    Bucket m_bytes;
    TimePoint m_refilledAt;
};

} // namespace signalbox
