#pragma once

#include "core/hub/broker.h"
#include "core/loop/ioloop.h"

namespace signalbox {

//! The broker of a server without a cluster: the shard is the only subscriber, and events are reported during
//! the call (those of open() and readHistory() later, if the store is slow).
class LocalBroker final : public Broker
{
public:
    //! Both outlive the broker.
    LocalBroker(IoLoop &loop, HistoryStore &store)
        : m_loop(loop)
        , m_store(store)
    {
    }
    Q_DISABLE_COPY_MOVE(LocalBroker)

    void setHandler(BrokerEventHandler &handler) override { m_handler = &handler; }
    std::unique_ptr<RoomStream> open(const QString &room) override;
    //! There is nobody to ask: what is kept of a room shows when it is opened.
    void lookUp(RoomQuery &&query) override;

private:
    IoLoop &m_loop;
    HistoryStore &m_store;
    BrokerEventHandler *m_handler = nullptr;
};

} // namespace signalbox
