#pragma once

#include "core/hub/hubbus.h"
#include "core/hub/shard.h"

#include <QtGlobal>

#include <utility>

namespace signalbox {

//! Where a hub stands among those of the other io threads. Lives on its thread.
class HubLink
{
public:
    //! \a bus null: there is only this one.
    HubLink(Hub &self, std::size_t thread, HubBus *bus)
        : m_self(self)
        , m_thread(thread)
        , m_bus(bus)
    {
    }
    Q_DISABLE_COPY_MOVE(HubLink)

    std::size_t thread() const { return m_thread; }
    std::size_t threadCount() const { return m_bus ? m_bus->threadCount() : 1; }
    std::size_t shardOf(QStringView name) const { return signalbox::shardOf(name, threadCount()); }

    //! Runs \a task(Hub &) on \a thread: at once when it is this one, else in the order of posting. So what
    //! one thread has for another keeps its order either way.
    template <typename Task>
    void run(std::size_t thread, Task &&task)
    {
        if (thread == m_thread)
            task(m_self);
        else
            m_bus->post(thread, std::forward<Task>(task));
    }

private:
    Hub &m_self;
    std::size_t m_thread;
    HubBus *m_bus;
};

} // namespace signalbox
