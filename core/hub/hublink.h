#pragma once

#include "core/hub/hubbus.h"
#include "core/hub/shard.h"

#include <QtGlobal>

#include <utility>

namespace signalbox {

//! Sends messages from the hub of one io thread to the hubs of all, its own included. Lives on its thread.
//!
//! Messages from one thread to another are handled in the order of sending. A message to the own thread is handled at once,
//! but for a request while others are queued: it may be the consequence of one of them. A client that has got its 101, and so
//! has joined its room, misses nothing that another one sends after that, whatever threads the two are on.
class HubLink
{
public:
    //! \a local handles what is for \a thread itself. \a bus null: there is no other thread.
    HubLink(HubMessageHandler &local, std::size_t thread, HubBus *bus)
        : m_local(local)
        , m_thread(thread)
        , m_bus(bus)
    {
    }
    Q_DISABLE_COPY_MOVE(HubLink)

    std::size_t thread() const { return m_thread; }
    std::size_t threadCount() const { return m_bus ? m_bus->threadCount() : 1; }
    //! The io thread that is the shard of the room or user \a name.
    std::size_t shardOf(QStringView name) const { return signalbox::shardOf(name, threadCount()); }

    //! \a request: one of those in ShardRequest.
    template <typename Request>
    void request(std::size_t shard, Request &&request)
    {
        if (m_bus && shard == m_thread && m_bus->hasQueued(shard))
            m_bus->post(shard, HubMessage(std::in_place_type<ShardRequest>, std::forward<Request>(request)));
        else
            send<ShardRequest>(shard, std::forward<Request>(request));
    }
    //! \a delivery: one of those in ClientDelivery.
    template <typename Delivery>
    void deliver(std::size_t thread, Delivery &&delivery)
    {
        send<ClientDelivery>(thread, std::forward<Delivery>(delivery));
    }

private:
    template <typename Kind, typename Content>
    void send(std::size_t thread, Content &&content)
    {
        if (thread == m_thread)
            m_local.handle(Kind(std::forward<Content>(content)));
        else
            m_bus->post(thread, HubMessage(std::in_place_type<Kind>, std::forward<Content>(content)));
    }

    HubMessageHandler &m_local;
    std::size_t m_thread;
    HubBus *m_bus;
};

} // namespace signalbox
