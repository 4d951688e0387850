#include "core/admin/adminport.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr Milliseconds ClosingTimeout{1000};
constexpr Milliseconds WriteStall{30000}; // of a stream, whose reader may pause

LimitSettings noLimits()
{
    LimitSettings limits;
    limits.maxConnections = 0;
    limits.maxConnectionsPerAddress = 0;
    limits.connectsPerSecondPerAddress = 0;
    return limits;
}

SocketSettings adminSocketSettings()
{
    SocketSettings settings;
    settings.handshake = HttpTimeouts().head;
    settings.closing = ClosingTimeout;
    settings.slow.writeStall = WriteStall;
    return settings;
}

} // namespace

AdminPort::AdminPort(IoLoop &loop, ListeningSocket socket, Settings settings, HealthHandlers::Sources health,
                     AdminServices services, ApiServer::Refused refused)
    : m_loop(loop)
    , m_api(std::move(health), std::move(services), loop)
    , m_gate(std::move(settings.tokens), settings.plainApi,
             [this](const ClientSocket &client) { authorised(client); })
    , m_ledger(noLimits())
    , m_sockets(loop, m_ledger, m_heads, m_load, [] {})
    , m_server(loop, m_api.router(), m_gate, std::move(refused))
    , m_acceptor(loop, std::move(socket), [this](AcceptedClient &&client) { accepted(std::move(client)); })
{
    setTls(std::move(settings.tls));
}

AdminPort::~AdminPort()
{
    m_sockets.abortAll({});
}

void AdminPort::accepted(AcceptedClient &&client)
{
    const QHostAddress address = client.peer.address;
    (void)m_ledger.admit(address, m_loop.now());
    m_load.add();
    const qint64 most = std::max<qint64>(DescriptorShares::now().admin - m_sockets.confirmed(), 1);
    const UnfinishedHeads::Added added = m_heads.add(address, 0, m_loop.now(), most);
    for (const UnfinishedHeads::Evicted &peer : added.evicted) {
        if (ClientSocket *evicted = m_sockets.findUnfinished(peer.ticket))
            m_server.evict(*evicted);
    }
    m_server.receive(m_sockets.add(std::move(client), added.ticket, adminSocketSettings()));
}

void AdminPort::authorised(const ClientSocket &socket)
{
    if (m_sockets.confirmed() < DescriptorShares::now().admin / 2)
        (void)m_sockets.confirm(socket); // there is no limit that could refuse it
}

} // namespace signalbox
