#pragma once

#include "core/base/closereason.h"
#include "core/loop/ioloop.h"
#include "core/session/connectiontable.h"
#include "core/worker/drainratelimiter.h"

#include <functional>

namespace signalbox {

//! Says goodbye to everybody on its io thread, at a pace shared with the other threads and within a bound, so
//! that a thousand clients do not come back in the same second.
class Drainer
{
public:
    //! \a expired is called when the bound has passed and somebody is still there.
    Drainer(IoLoop &loop, ConnectionTable &connections, DrainRateLimiter &pace,
            std::function<void()> expired);

    //! After DrainRateLimiter::begin(). \a bound 0: none.
    void begin(const CloseReason &reason, Milliseconds bound);

private:
    void step();
    void expire();

    IoLoop &m_loop;
    ConnectionTable &m_connections;
    DrainRateLimiter &m_rateLimiter;
    std::function<void()> m_expired;
    CloseReason m_reason;
    std::vector<ConnectionId> m_left; //!< the last one is next
    WheelTimer m_step;
    WheelTimer m_bound;
};

} // namespace signalbox
