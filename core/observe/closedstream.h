#pragma once

#include "core/observe/recentlyclosed.h"
#include "core/observe/stream.h"

#include <memory>

namespace signalbox {

//! What waits for one subscriber to ends and refusals; ClosedBatch has the bounds. Ends that do not fit stay in
//! RecentlyClosed.
class PendingClosed
{
public:
    using Batch = ClosedBatch;

    void add(ClosedBatch &&batch) { m_batch.add(std::move(batch)); }
    void read(const RecentlyClosed &recentlyClosed) { recentlyClosed.read(m_position, m_batch); }

    bool hasBatch() const { return !m_batch.isEmpty(); }
    ClosedBatch take() { return std::exchange(m_batch, {}); }

private:
    ClosedBatch m_batch;
    ClosedPosition m_position;
};

//! Connections that have ended and requests that were refused, for any number of subscribers. The ends are read from
//! RecentlyClosed in every tick, those first that it remembers; the io threads send the refusals. Main thread.
class ClosedStream final : public PushedStream<PendingClosed>
{
public:
    //! \a source is that of the refusals. \a recentlyClosed outlives it.
    ClosedStream(StreamSource source, const RecentlyClosed &recentlyClosed);

    std::unique_ptr<ClosedSubscription> subscribe(const SubscriptionOptions &options);

    //! Refused requests.
    void take(std::size_t worker, ClosedBatch &&batch);
    //! The server has stopped, and all parts have arrived: those that are ready get a batch at once. The rest comes
    //! later, also when the server has started again: no end is lost.
    void endRun();

private:
    void settle() override;
    std::optional<qint64> earliestRequest() const override { return 0; }

    const RecentlyClosed &m_recentlyClosed;
};

} // namespace signalbox
