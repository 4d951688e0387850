#pragma once

#include "core/observe/followedentries.h"
#include "core/observe/messagebacklog.h"
#include "core/observe/messagewatch.h"
#include "core/observe/stream.h"

#include <map>
#include <memory>

namespace signalbox {

//! What waits for one subscriber to the messages: at most MaxLoggedEntries and MaxLoggedBytes, and FollowedEntries.
class PendingMessages
{
public:
    using Batch = LogBatch;

    const MessageWatch &watch() const { return m_watch; }
    //! In ascending order.
    void setFollowed(std::vector<ConnectionId> &&followed) { m_watch.followed = std::move(followed); }
    void setControlled(std::vector<ConnectionId> &&controlled) { m_watch.controlled = std::move(controlled); }

    void add(LogBatch &&batch);
    void clear();

    bool hasBatch() const { return !m_batch.isEmpty() || !m_followed.isEmpty(); }
    LogBatch take();

private:
    void add(LogEntry &&entry);

    MessageWatch m_watch;
    LogBatch m_batch; //!< without those in m_followed
    qint64 m_bytes = 0;
    FollowedEntries m_followed;
};

//! The messages of all io threads for any number of subscribers, numbered in the order of their times: an entry waits
//! while an io thread has older ones that have not arrived, but not longer than Patience. Main thread.
class MessageStream final : public PushedStream<PendingMessages>
{
public:
    //! Has the io threads watch what the subscribers together want to see; must not block.
    using Watch = std::function<void(const MessageWatch &)>;

    //! How long after its time an entry waits at most. An io thread that is later than that delays no others.
    static constexpr Milliseconds Patience{1000};

    explicit MessageStream(StreamSource source, Watch watch = {});

    std::unique_ptr<MessagesSubscription> subscribe(const SubscriptionOptions &options);
    //! See MessagesSubscription.
    void follow(SubscriberId id, std::vector<ConnectionId> connections);
    void showControlFrames(SubscriberId id, std::vector<ConnectionId> connections);

    //! Returns a new backlog for \a worker, which is to be started: what it says to be missing is waited for.
    std::shared_ptr<MessageBacklog> addBacklog(std::size_t worker);
    //! The server has started: numbers begin again, and what waits from the former run is dropped.
    void restart();
    //! The server has stopped, and all parts have arrived: those that are ready get the rest at once.
    void endRun();
    void take(std::size_t worker, LogBatch &&batch);

private:
    void lastSubscriberRemoved() override;
    void settle() override;
    TimePoint completeUntil() const;
    void release(TimePoint until);
    void updateWatch();

    Watch m_watch;
    MessageWatch m_watched; //!< the union of those of the subscribers
    std::map<std::size_t, std::shared_ptr<MessageBacklog>> m_backlogs; //!< by worker
    LogBatch m_arrived; //!< in this tick, one part of each io thread or two, and what had to wait
    quint64 m_lastNumber = 0;
};

} // namespace signalbox
