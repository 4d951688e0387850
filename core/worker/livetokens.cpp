#include "core/worker/livetokens.h"

#include "core/auth/tokenauthenticator.h"
#include "core/hub/hub.h"
#include "core/loop/slicedjobs.h"
#include "core/session/connection.h"
#include "core/session/connectiontable.h"

namespace signalbox {

//! Applies the tokens to the connections that there are at its beginning: later ones come in with them.
class LiveTokens::Job final : public SlicedJob
{
public:
    explicit Job(LiveTokens &tokens)
        : m_tokens(tokens)
    {
        for (const Connection *connection : tokens.m_connections.all())
            m_ids.push_back(connection->id());
    }

    bool run(TimePoint end) override
    {
        while (m_next < m_ids.size()) {
            if (Connection *connection = m_tokens.m_connections.find(m_ids[m_next++]))
                m_tokens.apply(*connection);
            if (Clock::now() >= end)
                break;
        }
        return m_next == m_ids.size();
    }

private:
    LiveTokens &m_tokens;
    std::vector<ConnectionId> m_ids;
    std::size_t m_next = 0;
};

LiveTokens::LiveTokens(ConnectionTable &connections, Hub &hub, SlicedJobs &jobs)
    : m_connections(connections)
    , m_hub(hub)
    , m_jobs(jobs)
{
}

void LiveTokens::set(const std::vector<AuthTokenSettings> &tokens)
{
    if (tokens == m_tokens)
        return;
    m_tokens = tokens;
    m_identities.clear();
    for (const AuthTokenSettings &token : tokens)
        m_identities.insert(token.sha256, identityOf(token));
    m_jobs.add(std::make_unique<Job>(*this));
}

void LiveTokens::apply(Connection &connection)
{
    const Identity *identity = connection.identity();
    if (!identity || identity->tokenHash.isEmpty())
        return;
    const auto found = m_identities.constFind(identity->tokenHash);
    if (found == m_identities.constEnd() || found->user != identity->user)
        connection.kick(CloseReason::of(Cause::TokenRevoked));
    else if (found->expires != identity->expires || *found->grants != *identity->grants)
        m_hub.replaceIdentity(connection.id(), *found);
}

} // namespace signalbox
