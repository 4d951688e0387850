#pragma once

#include "core/observe/stream.h"

#include <memory>

namespace signalbox {

//! What waits for one subscriber to ends and refusals; ClosedBatch has the bounds.
class PendingClosed
{
public:
    using Batch = ClosedBatch;

    void add(ClosedBatch &&batch) { m_batch.add(std::move(batch)); }

    bool hasBatch() const { return !m_batch.isEmpty(); }
    ClosedBatch take() { return std::exchange(m_batch, {}); }

private:
    ClosedBatch m_batch;
};

//! Connections that have ended and requests that were refused, for any number of subscribers. Main thread.
class ClosedStream final : public PushedStream<PendingClosed>
{
public:
    explicit ClosedStream(StreamSource source);

    std::unique_ptr<ClosedSubscription> subscribe(const SubscriptionOptions &options);

    void take(std::size_t worker, ClosedBatch &&batch);
    //! The server has stopped, and all parts have arrived: those that are ready get the rest at once. The
    //! others get it later, also when the server has started again: no end is lost.
    void endRun() { deliverNow(); }
};

} // namespace signalbox
