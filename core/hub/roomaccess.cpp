#include "core/hub/roomaccess.h"

#include "core/auth/roomrights.h"
#include "core/session/connection.h"

namespace signalbox {

void RoomAccess::tokenChanged(LocalClient &client)
{
    for (auto &[name, room] : client.rooms)
        room.rightsVersion = 0;
}

const RoomSettings &RoomAccess::policyOf(const QString &room) const
{
    static const RoomPolicies none;
    return (m_rules.rooms ? *m_rules.rooms : none).find(room);
}

bool RoomAccess::mayJoin(const Grants *grants, const QString &room) const
{
    return signalbox::mayJoin(policyOf(room), grants, room);
}

bool RoomAccess::mayJoin(const LocalClient &client, const QString &room) const
{
    return mayJoin(client.connection->grants(), room);
}

bool RoomAccess::mayPublish(LocalClient &client, const QString &room)
{
    const Grants *grants = client.connection->grants();
    if (!grants && (!m_rules.rooms || m_rules.rooms->isEmpty()))
        return true;
    ClientRoom &state = client.room(room);
    if (state.rightsVersion != m_version) {
        state.mayPublish = signalbox::mayPublish(policyOf(room), grants, room);
        state.rightsVersion = m_version;
    }
    return state.mayPublish;
}

} // namespace signalbox
