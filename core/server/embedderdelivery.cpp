#include "core/server/embedderdelivery.h"

#include "core/server/server.h"
#include "core/worker/ioworkerpool.h"
#include "core/worker/ownermailbox.h"

#include <QPointer>

#include <map>

namespace signalbox {

EmbedderDelivery::EmbedderDelivery(Server &server, OwnerMailbox &mailbox)
    : m_server(server)
    , m_mailbox(mailbox)
{
}

void EmbedderDelivery::deliver(std::vector<EmbedderEvent> &&events)
{
    m_due.insert(m_due.end(), std::make_move_iterator(events.begin()), std::make_move_iterator(events.end()));
    emitDue();
}

void EmbedderDelivery::emitDue()
{
    const QPointer<Server> alive(&m_server);
    const quint64 run = m_mailbox.runNumber();
    std::map<ConnectionId, qint64> credit;
    while (!m_due.empty()) {
        const EmbedderEvent event = std::move(m_due.front());
        m_due.pop_front();
        if (const auto *message = std::get_if<ReceivedMessage>(&event))
            credit[message->connection] += creditFor(message->payload.size());
        emitEvent(event);
        if (!alive || run != m_mailbox.runNumber())
            return;
    }
    if (!m_pool || credit.empty())
        return;
    std::vector<std::map<ConnectionId, qint64>> ofWorker(m_pool->size());
    for (const auto &[connection, bytes] : credit)
        ofWorker[m_pool->workerOf(connection)].emplace(connection, bytes);
    for (std::size_t worker = 0; worker < ofWorker.size(); ++worker) {
        if (ofWorker[worker].empty())
            continue;
        m_pool->post(worker, [part = std::move(ofWorker[worker])](WorkerCore &core) {
            for (const auto &[connection, bytes] : part)
                core.returnCredit(connection, bytes);
        });
    }
}

void EmbedderDelivery::emitEvent(const EmbedderEvent &event)
{
    if (const auto *opened = std::get_if<OpenedEvent>(&event))
        Q_EMIT m_server.connectionOpened(opened->info);
    else if (const auto *message = std::get_if<ReceivedMessage>(&event))
        Q_EMIT m_server.messageReceived(*message);
    else if (const auto *closed = std::get_if<ClosedEvent>(&event))
        Q_EMIT m_server.connectionClosed(closed->info, closed->end);
}

} // namespace signalbox
