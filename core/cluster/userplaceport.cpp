#include "core/cluster/userplaceport.h"

#include "core/cluster/brokerthread.h"
#include "core/cluster/directoryservice.h"

#include <utility>

namespace signalbox {

void UserPlacePort::claim(const QString &user, ConnectionId connection, qint64 most, Done done)
{
    m_broker.post([&service = m_service, user, connection, most, done = std::move(done)] {
        service.claimPlace(user, connection, most, UserPolicy::Refuse, done);
    });
}

void UserPlacePort::replace(const QString &user, ConnectionId connection, qint64 most)
{
    m_broker.post([&service = m_service, user, connection, most] {
        service.claimPlace(user, connection, most, UserPolicy::Replace, {});
    });
}

void UserPlacePort::add(std::vector<Taken> &&places)
{
    m_broker.post([&service = m_service, places = std::move(places)] { service.addPlaces(places); });
}

void UserPlacePort::remove(const QString &user, ConnectionId connection)
{
    m_broker.post([&service = m_service, user, connection] { service.removePlace(user, connection); });
}

} // namespace signalbox
