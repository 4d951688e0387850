#pragma once

#include "core/base/namehash.h"
#include "core/cluster/publishbudget.h"
#include "core/cluster/streamrequest.h"
#include "core/hub/broker.h"
#include "core/hub/hubsettings.h"
#include "core/loop/ioloop.h"

#include <deque>
#include <map>
#include <unordered_map>
#include <vector>

namespace signalbox {

class RedisStream;

//! The broker of a cluster as the shard of one io thread uses it: passes what the shard asks to ClusterRooms, once a turn, and gets
//! the events back by a StreamInbox. Never waits. Lives on the io thread.
//!
//!   shard ── RedisStream ── StreamRequest ──► ClusterRooms ── script ──► Redis ── channel ──► ClusterRooms of all nodes
//!   shard ◄─ RedisStream ◄────────────────── StreamEvent ──────────────────────────────────────────┘
class RedisBroker final : public Broker, private Flushable
{
public:
    //! How it reaches the thread of the broker, which runs what is posted in the order of posting.
    struct Context
    {
        std::function<void(std::vector<StreamRequest> &&requests)> post; //!< to ClusterRooms::handle()
        std::function<void(const StreamInbox *inbox)> resume;            //!< to ClusterRooms::resume()
        PublishBudget *budget = nullptr;                                 //!< outlives the broker
        Milliseconds publishWait{2000};                                  //!< cluster.publish_wait
    };
    //! Loop and rules outlive it.
    RedisBroker(IoLoop &loop, const HubRules &rules, Context context);
    ~RedisBroker() override;
    Q_DISABLE_COPY_MOVE(RedisBroker)

    void setHandler(BrokerEventHandler &handler) override { m_handler = &handler; }
    std::unique_ptr<RoomStream> open(const QString &room) override;
    void lookUp(RoomQuery &&query) override;

private:
    friend class RedisStream;

    void flush() override;
    void add(StreamRequest &&request);
    void add(std::vector<StreamEvent> &&events);
    void handleEvents();
    void handle(StreamEvent &&event);
    void finish(const StreamEvent::LookedUp &event);
    void postRequests();

    IoLoop &m_loop;
    const HubRules &m_rules;
    Context m_context;
    BrokerEventHandler *m_handler = nullptr;
    std::shared_ptr<StreamInbox> m_inbox;
    std::unordered_map<quint64, RedisStream *> m_streams; //!< by number
    std::vector<StreamRequest> m_requests;                //!< of this turn
    std::deque<StreamEvent> m_events;                     //!< to be handled
    quint64 m_lastCounter = 0;                            //!< of PublicationId
    std::map<quint64, RoomQuery> m_lookUps;               //!< under way, by number
    quint64 m_lastLookUp = 0;
};

} // namespace signalbox
