#pragma once

#include "core/observe/stream.h"

#include <memory>

namespace signalbox {

//! What waits for one subscriber to the messages: at most MaxLoggedEntries and MaxLoggedBytes.
class PendingMessages
{
public:
    using Batch = LogBatch;

    void add(LogBatch &&batch);

    bool hasBatch() const { return !m_batch.isEmpty(); }
    LogBatch take();

private:
    LogBatch m_batch;
    qint64 m_bytes = 0;
};

//! The messages of all io threads for any number of subscribers, numbered in the order of their times. Main
//! thread.
class MessageStream final : public PushedStream<PendingMessages>
{
public:
    explicit MessageStream(StreamSource source);

    std::unique_ptr<MessagesSubscription> subscribe(const SubscriptionOptions &options);

    //! The server has started: numbers begin again, and what waits from the former run is dropped.
    void restart();
    //! The server has stopped, and all parts have arrived: those that are ready get the rest at once.
    void endRun();
    void take(std::size_t worker, LogBatch &&batch);

private:
    void settle() override;

    LogBatch m_arrived; //!< in this tick; one part of each io thread, or two
    quint64 m_lastNumber = 0;
};

} // namespace signalbox
