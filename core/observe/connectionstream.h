#pragma once

#include "core/observe/stream.h"

#include <memory>
#include <vector>

namespace signalbox {

//! What waits for one subscriber to the list of connections: the snapshots of all io threads first, then
//! deltas. Holds each id once at most.
class PendingConnections
{
public:
    struct Batch
    {
        bool isWhole = false; //!< delta holds all connections; what was known before is void
        ConnectionDelta delta;
    };

    //! Forgets everything; a snapshot of each of \a workers io threads follows, tagged with \a request.
    void begin(std::size_t workers, quint64 request);
    quint64 request() const { return m_request; }
    //! All connections of \a worker. Its deltas follow.
    void addSnapshot(std::size_t worker, ConnectionDelta &&snapshot);
    //! Ignored before the snapshot of \a worker, which comprises it.
    void add(std::size_t worker, ConnectionDelta &&delta);

    bool hasBatch() const;
    Batch take();

private:
    enum class Part : quint8 { Missing, Taken, Waiting };

    quint64 m_request = 0;
    bool m_isWhole = false; //!< the next batch is
    std::size_t m_missing = 0;
    std::vector<Part> m_parts; //!< by io thread
    ConnectionDelta m_delta;
};

//! The list of connections for any number of subscribers. Each gets the whole list first: the io threads send
//! a snapshot for it, in one order with their deltas, so that the other subscribers are not disturbed.
//! Subscriptions that begin in one turn of the event loop share a snapshot. Main thread.
class ConnectionStream final : public PushedStream<PendingConnections>
{
public:
    //! Requests a snapshot of every io thread: takeSnapshot() follows, once for each.
    using RequestSnapshots = std::function<void(quint64 request)>;

    ConnectionStream(StreamSource source, RequestSnapshots requestSnapshots);

    std::unique_ptr<ConnectionsSubscription> subscribe(const SubscriptionOptions &options);

    //! The server has started with so many io threads; 0: it has stopped. Every list is void.
    void setWorkers(std::size_t workers);
    void takeSnapshot(std::size_t worker, quint64 request, const ConnectionDelta &snapshot);
    void take(std::size_t worker, ConnectionDelta &&delta);

private:
    void subscriberAdded(SubscriberId id) override;
    void requestSnapshots();

    RequestSnapshots m_requestSnapshots;
    std::size_t m_workers = 0;
    quint64 m_nextRequest = 1; //!< number of the request that is made at the end of the turn
    QTimer m_requestTimer;
};

} // namespace signalbox
