#include "core/cluster/roomservice.h"

namespace signalbox {

RoomService::RoomService(RedisLink &link, const Settings &settings, PublishBudget &budget,
                         Histogram &publishTimes)
    : m_calls(link)
    , m_rooms({link, m_calls, settings.prefix, budget, publishTimes,
               [this] { // what arrives together is sent together
                   QMetaObject::invokeMethod(
                       &m_tick, [this] { m_rooms.flush(); }, Qt::QueuedConnection);
               },
               [] { return Clock::now(); }, settings.publishWait})
{
    m_tick.callOnTimeout(&m_tick, [this] { m_rooms.tick(); });
    m_tick.start(ClusterRooms::TickEvery);
}

} // namespace signalbox
