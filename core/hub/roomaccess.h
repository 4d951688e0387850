#pragma once

#include "core/auth/identity.h"
#include "core/hub/hubsettings.h"
#include "core/hub/localclient.h"

namespace signalbox {

//! What the clients of one io thread may do in rooms: policy and token have to allow it. To be asked with each request, as the
//! answer changes with the rules and with the token. Lives on the io thread.
class RoomAccess final
{
public:
    //! \a rules outlive it.
    explicit RoomAccess(const HubRules &rules)
        : m_rules(rules)
    {
    }
    Q_DISABLE_COPY_MOVE(RoomAccess)

    //! The rules have changed.
    void rulesChanged() { ++m_version; }
    //! The token of \a client has changed.
    static void tokenChanged(LocalClient &client);

    //! \a grants null: no token, or one that limits nothing.
    bool mayJoin(const Grants *grants, const QString &room) const;
    bool mayJoin(const LocalClient &client, const QString &room) const;
    //! \a client has requested to be in \a room. Remembered for both, so that it costs little with each message.
    bool mayPublish(LocalClient &client, const QString &room);

private:
    const RoomSettings &policyOf(const QString &room) const;

    const HubRules &m_rules;
    quint32 m_version = 1; //!< of the rules; see ClientRoom::rightsVersion
};

} // namespace signalbox
