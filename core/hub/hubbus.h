#pragma once

#include "core/hub/hubmessage.h"

#include <cstddef>

namespace signalbox {

//! Carries messages between the hubs of a server's io threads. Each thread has one FIFO mailbox. Outlives the
//! hubs.
class HubBus
{
public:
    //! Number of io threads, 1 or more; constant while there are hubs.
    virtual std::size_t threadCount() const = 0;
    //! Queues \a message for the hub of \a thread. Messages from one thread to another keep their order.
    //! Called on any io thread. Messages still queued when the server stops are dropped.
    virtual void post(std::size_t thread, HubMessage &&message) = 0;
    //! Whether the hub of \a thread has to handle messages that were queued before now. Called on \a thread.
    virtual bool hasQueued(std::size_t thread) const = 0;

protected:
    ~HubBus() = default;
};

} // namespace signalbox
