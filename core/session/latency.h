#pragma once

#include "core/model/activity.h"

#include <QByteArray>
#include <QByteArrayView>

namespace signalbox {

//! Makes ping payloads and measures round trips by their pongs. A payload is 16 bytes: the steady clock in ns
//! and a random nonce, so that an unsolicited pong, or one of an older ping, is not measured (QT_FACTS Q20).
class Latency
{
public:
    //! Returns the payload of a ping sent at \a now. Pongs of earlier pings are ignored from now on.
    QByteArray stamp(TimePoint now);
    //! Returns whether \a payload answers the last ping; reading() is new then.
    bool take(QByteArrayView payload, TimePoint now);

    const std::optional<LatencyReading> &reading() const { return m_reading; }

private:
    std::optional<LatencyReading> m_reading;
    TimePoint m_sentAt;
    quint64 m_nonce = 0;
    bool m_waiting = false;
};

} // namespace signalbox
