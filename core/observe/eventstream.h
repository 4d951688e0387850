#pragma once

#include "core/observe/eventlog.h"
#include "core/observe/stream.h"

#include <memory>

namespace signalbox {

//! What waits for one subscriber to the events: everything in the log that it was not told of.
class PendingEvents
{
public:
    using Batch = ServerEventBatch;

    void begin(const EventLog &log) { m_log = &log; }

    bool hasBatch() const { return m_log && m_log->revision() != m_reader.revision; }
    ServerEventBatch take() { return m_log->changesFor(m_reader); }

private:
    const EventLog *m_log = nullptr;
    EventLog::Reader m_reader;
};

//! The events of a server for any number of subscribers. The log is filled by all threads: it is looked at five times a
//! second while there is a subscriber. Main thread.
class EventStream final : public Stream<PendingEvents>
{
public:
    //! \a log outlives the stream.
    explicit EventStream(EventLog &log);

    std::unique_ptr<EventsSubscription> subscribe(const SubscriptionOptions &options);
    EventLog &log() { return m_log; }

private:
    void subscriberAdded(SubscriberId id) override { m_subscribers.find(id)->begin(m_log); }
    std::optional<qint64> earliestRequest() const override { return m_nextLook; }
    void request(qint64 tick) override;

    EventLog &m_log;
    qint64 m_nextLook = 0; //!< tick
};

} // namespace signalbox
