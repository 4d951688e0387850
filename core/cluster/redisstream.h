#pragma once

#include "core/cluster/redisbroker.h"
#include "core/hub/history.h"
#include "core/policy/roompolicies.h"

#include <map>
#include <variant>

namespace signalbox {

//! One room at the broker of a cluster. The latest messages are in memory as well: a read that needs others asks Redis. Lives on
//! the io thread.
//!
//! What is deleted or given up concerns the cluster as follows: clearHistory() deletes the history for all nodes, and here once
//! Redis has done it; forget() and dropHistory() concern what this process keeps, because other nodes may use the room.
class RedisStream final : public RoomStream
{
public:
    RedisStream(RedisBroker &broker, quint64 number, const QString &room);
    ~RedisStream() override;
    Q_DISABLE_COPY_MOVE(RedisStream)

    void publish(RoomPublish &&publish, const QString &user) override;
    void readHistory(const HistoryFilter &filter, HistoryQuery &&query) override;
    void readReplay(ReplayRead &&read) override;
    void dropHistory(qint64 bytes) override;
    void clearHistory(HistoryDeletion &&deletion) override;
    void forget() override { m_history.clear(); }
    HistorySize historySize() const override { return m_history.size(); }
    bool mustStayForHistory() const override { return false; }

    // The events of ClusterRooms. Each may destroy the stream.
    void handle(StreamEvent::Opened &&event);
    void handle(StreamEvent::OpenFailed &&event);
    void handle(StreamEvent::Received &&event);
    void handle(StreamEvent::Cleared &&event);
    void handle(StreamEvent::PublishFailed &&event);
    void handle(StreamEvent::ReadDone &&event);
    void handle(StreamEvent::ClearDone &&event);

private:
    struct PendingRead
    {
        HistoryRange range;
        StreamPosition position;
        HistoryQuery query;
    };
    using Pending = std::variant<PendingRead, ReplayRead>;

    HistorySettings limits() const;
    quint64 oldestHere() const;
    bool hasAllFrom(quint64 seq) const;
    void keep(RoomMessage &&message);
    void ask(RoomCalls::Read &&read, Pending &&pending);
    void finish(PendingRead &&read, std::optional<HistoryPart> &&part);
    void finish(ReplayRead &&read, std::optional<HistoryPart> &&part);

    RedisBroker &m_broker;
    quint64 m_number;
    QString m_room;
    RoomPolicyCache m_policy;
    StreamPosition m_position;                  //!< of the last publication
    History m_history;                          //!< ends with it
    bool m_isWhole = true;                      //!< Redis has no older messages than m_history
    std::map<quint64, PublishOrigin> m_origins; //!< of publications under way, by counter
    std::map<quint64, Pending> m_reads;         //!< that Redis answers, by number
    quint64 m_lastRead = 0;
    std::map<quint64, HistoryDeletion> m_deletions; //!< under way, by number
    quint64 m_lastDeletion = 0;
};

//! The messages of \a range among \a entries, which are the newest ones before it, oldest first; older ones are left in Redis
//! unless \a isWhole.
HistorySlice sliceOf(const std::vector<ReceivedPublication> &entries, bool isWhole, const HistoryRange &range,
                     QStringView room);

} // namespace signalbox
