#include "core/observe/connectionstream.h"

namespace signalbox {

void PendingConnections::begin(std::size_t workers, quint64 request)
{
    m_request = request;
    m_isWhole = true;
    m_missing = workers;
    m_parts.assign(workers, Part::Missing);
    m_delta = {};
}

void PendingConnections::addSnapshot(std::size_t worker, ConnectionDelta &&snapshot)
{
    if (worker >= m_parts.size() || m_parts[worker] != Part::Missing)
        return;
    m_parts[worker] = Part::Waiting;
    --m_missing;
    m_delta.append(std::move(snapshot));
}

void PendingConnections::add(std::size_t worker, ConnectionDelta &&delta)
{
    if (worker >= m_parts.size())
        return;
    switch (
        std::exchange(m_parts[worker], m_parts[worker] == Part::Missing ? Part::Missing : Part::Waiting)) {
    case Part::Missing:
        return;
    case Part::Taken:
        m_delta.append(std::move(delta)); // a connection belongs to one io thread: no id is there yet
        return;
    case Part::Waiting:
        m_delta.merge(std::move(delta));
        return;
    }
}

bool PendingConnections::hasBatch() const
{
    return m_missing == 0 && (m_isWhole || !m_delta.isEmpty());
}

PendingConnections::Batch PendingConnections::take()
{
    for (Part &part : m_parts)
        part = Part::Taken;
    return {std::exchange(m_isWhole, false), std::exchange(m_delta, {})};
}

ConnectionStream::ConnectionStream(StreamSource source, RequestSnapshots requestSnapshots)
    : PushedStream(std::move(source))
    , m_requestSnapshots(std::move(requestSnapshots))
{
    m_requestTimer.setSingleShot(true);
    connect(&m_requestTimer, &QTimer::timeout, this, &ConnectionStream::requestSnapshots);
}

std::unique_ptr<ConnectionsSubscription> ConnectionStream::subscribe(const SubscriptionOptions &options)
{
    const auto deliver = [](ConnectionsSubscription &subscription, const PendingConnections::Batch &batch) {
        const QPointer<ConnectionsSubscription> alive = &subscription; // a slot may destroy it
        if (batch.isWhole)
            Q_EMIT subscription.reset();
        if (alive && !batch.delta.isEmpty())
            Q_EMIT subscription.changed(batch.delta);
    };
    return std::make_unique<LocalSubscription<ConnectionsSubscription, ConnectionStream>>(*this, options,
                                                                                          deliver);
}

void ConnectionStream::subscriberAdded(SubscriberId id)
{
    PushedStream::subscriberAdded(id);
    m_subscribers.find(id)->begin(m_workers, m_nextRequest);
    m_requestTimer.start(0);
}

void ConnectionStream::requestSnapshots()
{
    if (hasSubscribers() && m_workers > 0)
        m_requestSnapshots(m_nextRequest++);
}

void ConnectionStream::setWorkers(std::size_t workers)
{
    m_workers = workers;
    m_requestTimer.stop();
    restart();
    ++m_nextRequest; // answers to former requests are not for the new lists
    m_subscribers.forEach(
        [&](SubscriberId, PendingConnections &pending) { pending.begin(workers, m_nextRequest); });
    requestSnapshots();
    schedule();
    if (workers == 0)
        deliverNow(); // a server that has stopped has no connections
}

void ConnectionStream::takeSnapshot(std::size_t worker, quint64 request, const ConnectionDelta &snapshot)
{
    m_subscribers.forEach([&](SubscriberId, PendingConnections &pending) {
        if (pending.request() == request)
            pending.addSnapshot(worker, ConnectionDelta(snapshot));
    });
    schedule();
}

void ConnectionStream::take(std::size_t worker, ConnectionDelta &&delta)
{
    m_subscribers.putAll(std::move(delta), [worker](PendingConnections &pending, ConnectionDelta &&part) {
        pending.add(worker, std::move(part));
    });
    partArrived(worker);
}

} // namespace signalbox
