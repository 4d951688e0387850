#pragma once

#include "core/auth/identity.h"
#include "core/policy/authsettings.h"

#include <QHash>

namespace signalbox {

class Connection;
class ConnectionTable;
class Hub;
class SlicedJobs;

//! Keeps what the connections of one io thread may do as [[auth.token]] says, when that is changed by a reload. Lives on that
//! thread.
class LiveTokens final
{
public:
    //! All outlive it.
    LiveTokens(ConnectionTable &connections, Hub &hub, SlicedJobs &jobs);
    Q_DISABLE_COPY_MOVE(LiveTokens)

    //! The tables are \a tokens from now on. Where they have changed they are applied to all connections, soon: in slices of
    //! time.
    void set(const std::vector<AuthTokenSettings> &tokens);
    //! Ends \a connection at once, with 3003, if its token has gone or is one of another user; else it gets what the token
    //! grants now. To be called with each new connection: its token may have been changed while it came in.
    void apply(Connection &connection);

private:
    class Job;

    ConnectionTable &m_connections;
    Hub &m_hub;
    SlicedJobs &m_jobs;
    std::vector<AuthTokenSettings> m_tokens;
    QHash<QByteArray, Identity> m_identities; //!< of m_tokens, by the hash of the token
};

} // namespace signalbox
