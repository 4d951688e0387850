#pragma once

#include "core/base/closereason.h"
#include "core/loop/ioloop.h"
#include "core/server/connectiontable.h"

#include <functional>

namespace signalbox {

//! Says goodbye to everybody, at a rate and within a bound, so that a thousand clients do not come back in
//! the same second. Lives on its io thread.
class Drainer
{
public:
    //! \a expired is called when the bound has passed and somebody is still there.
    Drainer(IoLoop &loop, ConnectionTable &connections, std::function<void()> expired);

    //! \a closesPerSecond 0: all at once. \a bound 0: none.
    void begin(const CloseReason &reason, int closesPerSecond, Milliseconds bound);

private:
    void step();
    void expire();

    IoLoop &m_loop;
    ConnectionTable &m_connections;
    std::function<void()> m_expired;
    CloseReason m_reason;
    std::vector<ConnectionId> m_left; //!< the last one is next
    int m_rate = 0;
    double m_allowance = 0;
    TimePoint m_steppedAt;
    WheelTimer m_step;
    WheelTimer m_bound;
};

} // namespace signalbox
