#pragma once

#include "core/hub/backpressure.h"
#include "core/hub/hublink.h"

#include <memory>
#include <vector>

namespace signalbox {

//! What the shards of one io thread send to the members on all of them, and how far each of them lags behind.
//! Lives on the shards' thread.
class ShardFanout final
{
public:
    explicit ShardFanout(HubLink &link);
    Q_DISABLE_COPY_MOVE(ShardFanout)

    //! Whether \a thread lags too far behind to be sent more. If so, Hub::resume() follows.
    bool isBlocked(std::size_t thread) { return m_backpressure[thread].isBlocked(); }

    //! Runs \a task(Hub &, const Value &) on \a thread, which has \a cost bytes more to work off until then.
    template <typename Value, typename Task>
    void send(std::size_t thread, const std::shared_ptr<const Value> &value, qint64 cost, Task task)
    {
        if (thread == m_link.thread()) {
            m_link.run(thread, [&](Hub &hub) { task(hub, *value); });
            return;
        }
        m_backpressure[thread].add(cost);
        m_link.run(thread,
                   [value, cost, task, lag = &m_backpressure[thread], home = m_link.thread()](Hub &hub) {
                       task(hub, *value);
                       if (lag->remove(cost))
                           tellToResume(hub, home);
                   });
    }

    std::size_t threadCount() const { return m_backpressure.size(); }

private:
    static void tellToResume(Hub &hub, std::size_t home);

    HubLink &m_link;
    std::vector<Backpressure> m_backpressure; //!< one a thread
};

} // namespace signalbox
