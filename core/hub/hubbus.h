#pragma once

#include <cstddef>
#include <functional>

namespace signalbox {

class Hub;

//! How the hubs of a server's io threads talk: each has one, first in first out mailbox. Outlives the hubs.
class HubBus
{
public:
    //! Io threads, 1 or more; the same as long as there are hubs.
    virtual std::size_t threadCount() const = 0;
    //! Runs \a task on the hub of \a thread, in the order of posting. Any io thread; not for one's own hub,
    //! which can be called. What waits when the server stops is dropped.
    virtual void post(std::size_t thread, std::function<void(Hub &)> task) = 0;

protected:
    ~HubBus() = default;
};

} // namespace signalbox
