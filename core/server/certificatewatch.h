#pragma once

#include "core/base/clock.h"

#include <QTimer>

#include <functional>
#include <optional>

namespace signalbox {

//! Says in time that a certificate ends: 30 days, 7 days and a day before, and when it has ended. Each once for a certificate; at
//! once where less is left when the watch begins. Lives on its owner's thread, which needs an event loop.
class CertificateWatch final : public QObject
{
    Q_OBJECT
public:
    //! \a ending is called with the end of the certificate. \a clock: a test's.
    explicit CertificateWatch(std::function<void(WallTime validUntil)> ending,
                              std::function<WallTime()> clock = wallNow);

    //! Watches a certificate instead of the one before; nothing: none.
    void watch(std::optional<WallTime> validUntil);
    //! Looks at the clock. Called by a timer, at least once a day: clocks are set.
    void check();

private:
    std::function<void(WallTime)> m_ending;
    std::function<WallTime()> m_clock;
    std::optional<WallTime> m_validUntil;
    std::size_t m_passed = 0; //!< notices that were due so far
    QTimer m_timer;
};

} // namespace signalbox
