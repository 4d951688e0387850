#pragma once

#include "core/cluster/clusterrooms.h"
#include "core/cluster/redisroomcalls.h"

#include <QTimer>

namespace signalbox {

//! The rooms of a node with the clock of the broker's thread, on which this lives: serves the RedisBroker of each io thread.
class RoomService final
{
public:
    struct Settings
    {
        QByteArray prefix;              //!< cluster.prefix
        Milliseconds publishWait{2000}; //!< cluster.publish_wait
    };

    //! All outlive it. As in ClusterRooms::Context.
    RoomService(RedisLink &link, const Settings &settings, PublishBudget &budget, Histogram &publishTimes);
    Q_DISABLE_COPY_MOVE(RoomService)

    ClusterRooms &rooms() { return m_rooms; }

private:
    RedisRoomCalls m_calls;
    ClusterRooms m_rooms;
    QTimer m_tick;
};

} // namespace signalbox
