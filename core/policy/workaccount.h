#pragma once

#include "core/base/clock.h"

namespace signalbox {

//! What a connection may cause the server to do: bytes of amplification (`limits.work`), that is, work and output beyond
//! what the connection itself has sent. Refilled at a rate, up to BurstSeconds of it. A request runs while the balance is
//! above zero and may overdraw it once; then nothing is read until the balance is positive again. Plain class.
class WorkAccount
{
public:
    static constexpr int BurstSeconds = 4;

    //! \a rate in bytes a second; 0: nothing is charged. Starts full.
    WorkAccount(qint64 rate, TimePoint now)
        : m_rate(rate)
        , m_balance(capacity())
        , m_refilledAt(now)
    {
    }

    //! Bytes, not negative.
    void charge(qint64 bytes, TimePoint now)
    {
        m_charged += quint64(bytes);
        if (m_rate <= 0)
            return;
        refill(now);
        // A single charge far above the capacity would overflow only after 2^63 bytes, which no request reaches.
        m_balance -= bytes;
    }

    //! When the balance is positive again: \a now if it is.
    TimePoint solventAt(TimePoint now)
    {
        if (m_rate <= 0)
            return now;
        refill(now);
        return m_balance > 0 ? now : now + durationOf(1 - m_balance);
    }

    //! All bytes charged so far.
    quint64 charged() const { return m_charged; }

private:
    qint64 capacity() const { return m_rate * BurstSeconds; }

    // Rounded up, so that the balance is positive when the duration has passed.
    Nanoseconds durationOf(qint64 bytes) const
    {
        const qint64 seconds = bytes / m_rate;
        const qint64 rest = bytes % m_rate;
        return std::chrono::seconds(seconds) + Nanoseconds(qint64(double(rest) * 1e9 / double(m_rate)) + 1);
    }

    void refill(TimePoint now)
    {
        const Nanoseconds passed = now - m_refilledAt;
        if (passed >= std::chrono::seconds(BurstSeconds) && m_balance >= 0) {
            m_balance = capacity();
            m_refilledAt = now;
            return;
        }
        const qint64 bytes = qint64(double(passed.count()) * double(m_rate) / 1e9);
        if (bytes <= 0)
            return; // keeps the fraction for the next time
        m_balance = std::min(m_balance + bytes, capacity());
        m_refilledAt = now;
    }

    qint64 m_rate;
    qint64 m_balance;
    TimePoint m_refilledAt;
    quint64 m_charged = 0;
};

} // namespace signalbox
