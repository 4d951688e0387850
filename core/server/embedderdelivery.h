#pragma once

#include "core/worker/embedderrelay.h"

#include <deque>
#include <vector>

namespace signalbox {

class IoWorkerPool;
class OwnerMailbox;
class Server;

//! Emits the signals of a server that are about its connections, in the order in which each io thread reported them, and
//! returns the credit of messages that were delivered. Lives on the owner's thread.
class EmbedderDelivery final
{
public:
    //! Both outlive it.
    EmbedderDelivery(Server &server, OwnerMailbox &mailbox);
    Q_DISABLE_COPY_MOVE(EmbedderDelivery)

    //! Null: no io threads run, and nobody waits for credit.
    void setPool(IoWorkerPool *pool) { m_pool = pool; }
    void deliver(std::vector<EmbedderEvent> &&events);
    //! Emits what has arrived and is not emitted yet; nothing is left between two runs. A slot may run a nested event
    //! loop: what is due is emitted there, so that the order is kept. The server may stop and start again in it, and a
    //! slot may destroy the server, and with it this.
    void emitDue();

private:
    void emitEvent(const EmbedderEvent &event);

    Server &m_server;
    OwnerMailbox &m_mailbox;
    IoWorkerPool *m_pool = nullptr;
    std::deque<EmbedderEvent> m_due;
};

} // namespace signalbox
