#pragma once

#include "core/base/clock.h"

#include <QtGlobal>

#include <algorithm>
#include <limits>
#include <utility>

namespace signalbox {

//! Why the input of a peer is not read. There may be several reasons at a time; a new one needs a bit here, and
//! somebody who sets and clears it.
enum class PauseReason : quint8 {
    //! QWebSocketServer does its part of the handshake, whose deadline limits the pause.
    Handshake = 1,
    InFlight = 2, //!< shards still work on what was read
    Work = 4,     //!< the account of the connection is overdrawn (limits.work)
    //! A request is being answered, and what follows it waits. It may take any time: the answer may be a stream.
    Answer = 8,
    Rate = 16, //!< the peer sends faster than limits.messages_per_second or limits.bytes_per_second
};

//! The set of reasons for which the input of one peer is not read. Reading goes on when the set is empty.
//!
//! Whatever the reasons, except for Handshake and Answer, the peer's Close and Pong have to get through: grant() is called
//! regularly during a pause, and MinProgress bytes may then be read in spite of it. Plain class.
class ReadPauses
{
public:
    static constexpr qint64 MinProgress = 4 * 1024;

    bool isPaused() const { return m_reasons != 0; }
    bool has(PauseReason reason) const { return (m_reasons & quint8(reason)) != 0; }
    void set(PauseReason reason, bool paused)
    {
        if (!isPaused())
            m_granted = 0;
        m_reasons = quint8(paused ? m_reasons | quint8(reason) : m_reasons & ~quint8(reason));
    }
    void clear() { m_reasons = 0; }

    //! How many bytes may be read now; without a pause, any number.
    qint64 allowance() const
    {
        if (!isPaused())
            return std::numeric_limits<qint64>::max();
        return has(PauseReason::Handshake) || has(PauseReason::Answer) ? 0 : m_granted;
    }
    void grant() { m_granted = MinProgress; }
    //! \a bytes of the allowance were used.
    void use(qint64 bytes) { m_granted = std::max<qint64>(m_granted - bytes, 0); }

    //! Returns for how long Work has been a reason since the last call. To be called before each change of that reason.
    Nanoseconds takeWorkTime(TimePoint now)
    {
        const TimePoint since = std::exchange(m_workTakenAt, now);
        return has(PauseReason::Work) ? Nanoseconds(now - since) : Nanoseconds(0);
    }

private:
    TimePoint m_workTakenAt;
    qint64 m_granted = 0; //!< of a pause
    quint8 m_reasons = 0; //!< of PauseReason
};

} // namespace signalbox
