#pragma once

#include "core/hub/hublink.h"
#include "core/hub/lag.h"

#include <memory>
#include <vector>

namespace signalbox {

//! What the homes of one io thread send to the members on all of them, and how far each of them lags behind.
//! Lives on the homes' thread.
class Outgoing final
{
public:
    explicit Outgoing(HubLink &link);
    Q_DISABLE_COPY_MOVE(Outgoing)

    //! Whether \a thread lags too far behind to be sent more. If so, Hub::goOn() follows.
    bool mustWait(std::size_t thread) { return m_lags[thread].mustWait(); }

    //! Runs \a task(Hub &, const Value &) on \a thread, which has \a cost bytes more to work off until then.
    template <typename Value, typename Task>
    void send(std::size_t thread, const std::shared_ptr<const Value> &value, qint64 cost, Task task)
    {
        if (thread == m_link.thread()) {
            m_link.run(thread, [&](Hub &hub) { task(hub, *value); });
            return;
        }
        m_lags[thread].add(cost);
        m_link.run(thread, [value, cost, task, lag = &m_lags[thread], home = m_link.thread()](Hub &hub) {
            task(hub, *value);
            if (lag->remove(cost))
                tellToGoOn(hub, home);
        });
    }

    std::size_t threadCount() const { return m_lags.size(); }

private:
    static void tellToGoOn(Hub &hub, std::size_t home);

    HubLink &m_link;
    std::vector<Lag> m_lags; //!< one a thread
};

} // namespace signalbox
