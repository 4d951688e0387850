#pragma once

#include "core/base/closereason.h"
#include "core/loop/ioloop.h"
#include "core/session/connectiontable.h"
#include "core/worker/drainratelimiter.h"

#include <functional>

namespace signalbox {

//! Closes the connections of its io thread, oldest first, at a rate shared with the other threads and within a
//! deadline: a thousand clients must not reconnect in the same second. Lives on its io thread.
class Drainer
{
public:
    struct Callbacks
    {
        //! A connection is about to be closed.
        std::function<void(Connection &connection, const CloseReason &reason)> closing;
        //! The deadline has passed.
        std::function<void()> expired;
    };
    Drainer(IoLoop &loop, ConnectionTable &connections, DrainRateLimiter &rateLimiter, Callbacks callbacks);

    //! Called after DrainRateLimiter::begin(). The deadline is \a timeout from now; 0: none.
    void begin(const CloseReason &reason, Milliseconds timeout);

private:
    void step();
    void expire();

    IoLoop &m_loop;
    ConnectionTable &m_connections;
    DrainRateLimiter &m_rateLimiter;
    Callbacks m_callbacks;
    CloseReason m_reason;
    std::vector<ConnectionId> m_remaining; //!< the last one is next
    WheelTimer m_step;
    WheelTimer m_deadline;
};

} // namespace signalbox
