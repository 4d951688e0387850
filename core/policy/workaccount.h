#pragma once

#include "core/base/clock.h"

#include <algorithm>
#include <cmath>

namespace signalbox {

//! Fixed prices, in bytes of amplification, of requests that cost more than their answer: a change of members is
//! announced to the others, and a room is an object that outlives the request.
inline constexpr qint64 JoinPrice = 4 * 1024;
inline constexpr qint64 LeavePrice = 4 * 1024;
inline constexpr qint64 PresencePrice = 1024;
inline constexpr qint64 NewRoomPrice = 16 * 1024;

//! What a connection may cause the server to do: bytes of amplification (`limits.work`), that is, work and output beyond
//! what the connection itself has sent. Refilled at a rate, up to BurstSeconds of it. A request runs while the balance is
//! above zero and may overdraw it once; then nothing is read until the balance is positive again. Plain class.
class WorkAccount
{
public:
    static constexpr int BurstSeconds = 4;
    static constexpr qint64 MaxRate = qint64(1)
                                      << 50; //!< far above what a computer can do; nothing overflows
    static constexpr std::chrono::hours MaxWait{1};

    //! \a rate in bytes a second, MaxRate at most; 0: nothing is charged. Starts full.
    WorkAccount(qint64 rate, TimePoint now)
        : m_rate(std::min(rate, MaxRate))
        , m_balance(capacity())
        , m_refilledAt(now)
    {
    }

    //! Bytes. Negative: what was charged for a request before its cost was known.
    void charge(qint64 bytes, TimePoint now)
    {
        m_charged += bytes;
        if (m_rate <= 0)
            return;
        refill(now);
        m_balance = std::min(m_balance - bytes, capacity());
    }

    //! When the balance is positive again: \a now if it is, and at most MaxWait later.
    TimePoint solventAt(TimePoint now)
    {
        if (m_rate <= 0)
            return now;
        refill(now);
        return m_balance > 0 ? now : now + durationOf(1 - m_balance);
    }

    //! All bytes charged so far, also where the rate is 0.
    qint64 charged() const { return m_charged; }

private:
    qint64 capacity() const { return m_rate * BurstSeconds; }

    // Rounded up, so that the balance is positive when the duration has passed.
    Nanoseconds durationOf(qint64 bytes) const
    {
        const double duration = std::ceil(double(bytes) / double(m_rate) * 1e9) + 1;
        return Nanoseconds(qint64(std::min(duration, double(Nanoseconds(MaxWait).count()))));
    }

    void refill(TimePoint now)
    {
        const double bytes = double((now - m_refilledAt).count()) / 1e9 * double(m_rate);
        if (bytes < 1)
            return; // the fraction counts the next time
        const bool isFull = bytes >= double(capacity() - m_balance);
        m_balance = isFull ? capacity() : m_balance + qint64(bytes);
        m_refilledAt = now;
    }

    qint64 m_rate;
    qint64 m_balance;
    TimePoint m_refilledAt;
    qint64 m_charged = 0;
};

} // namespace signalbox
