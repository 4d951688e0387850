#pragma once

#include "core/hub/backpressure.h"
#include "core/hub/hublink.h"

#include <vector>

namespace signalbox {

//! Sends what the shards of one io thread publish to the clients on all threads, and knows how large the
//! backlog of each thread is. Lives on the shards' thread.
class ShardFanout final
{
public:
    explicit ShardFanout(HubLink &link)
        : m_link(link)
        , m_backpressure(link.threadCount())
    {
    }
    Q_DISABLE_COPY_MOVE(ShardFanout)

    std::size_t threadCount() const { return m_backpressure.size(); }
    //! Whether the backlog of \a thread is too large to publish to it. If so, ResumePublishing follows.
    bool isBlocked(std::size_t thread) { return m_backpressure[thread].isBlocked(); }

    //! \a delivery is a RoomDelivery or DirectDelivery; it adds \a bytes to the backlog of \a thread.
    template <typename Delivery>
    void send(std::size_t thread, Delivery &&delivery, qint64 bytes)
    {
        if (thread != m_link.thread()) { // on this one there is no backlog: it is delivered at once
            Backpressure &backpressure = m_backpressure[thread];
            backpressure.add(bytes);
            delivery.cost = {&backpressure, bytes, m_link.thread()};
        }
        m_link.deliver(thread, std::forward<Delivery>(delivery));
    }

private:
    HubLink &m_link;
    std::vector<Backpressure> m_backpressure; //!< one a thread
};

} // namespace signalbox
