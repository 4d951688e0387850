#pragma once

#include "core/model/activity.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>
#include <vector>

namespace signalbox {

//! Makes ping payloads and measures round trips by their pongs. A payload is a random nonce, so that an
//! unsolicited pong (RFC 6455 section 5.5.3) is not measured (QT_FACTS Q20). Several pings may be unanswered at
//! a time; the pong of one answers all earlier ones, too (section 5.5.3).
class Latency
{
public:
    //! Returns the payload of the next ping. It is measured from sent() on.
    QByteArray nextPayload();
    //! The last ping has left the server at \a now; it ends at \a streamEnd of the bytes written.
    void sent(TimePoint now, quint64 streamEnd);
    //! If \a payload answers a ping that is remembered, returns the streamEnd of that ping; reading() is new
    //! then.
    std::optional<quint64> take(QByteArrayView payload, TimePoint now);

    //! Returns how many pings have no answer yet; earlier ones than MaxOutstanding are forgotten.
    std::size_t outstanding() const { return m_earlier.size() + (m_isLastOutstanding ? 1 : 0); }
    static constexpr std::size_t MaxOutstanding = 32;

    const std::optional<LatencyReading> &reading() const { return m_reading; }

private:
    struct Ping
    {
        quint64 nonce = 0;
        TimePoint sentAt;
        quint64 streamEnd = 0; //!< 0: not sent yet
    };

    std::optional<LatencyReading> m_reading;
    Ping m_last;
    std::vector<Ping> m_earlier; //!< before m_last, without an answer; oldest first, empty as a rule
    bool m_isLastOutstanding = false;
};

} // namespace signalbox
