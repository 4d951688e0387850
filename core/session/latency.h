#pragma once

#include "core/model/activity.h"

#include <QByteArray>
#include <QByteArrayView>

namespace signalbox {

//! Makes ping payloads and turns their pongs into round trips. A payload is 16 bytes: our steady clock in ns
//! and a random nonce, so that a pong nobody asked for, or one for an older ping, measures nothing (QT_FACTS
//! Q20).
class Latency
{
public:
    //! The payload of a ping sent at \a now; only its pong counts from now on.
    QByteArray stamp(TimePoint now);
    //! True when \a payload answers the last ping; then reading() is new.
    bool take(QByteArrayView payload, TimePoint now);

    bool isWaiting() const { return m_waiting; }
    const std::optional<LatencyReading> &reading() const { return m_reading; }

private:
    std::optional<LatencyReading> m_reading;
    TimePoint m_sentAt;
    quint64 m_nonce = 0;
    bool m_waiting = false;
};

} // namespace signalbox
