#include "core/worker/sockettable.h"

#include "core/transport/tlschannel.h"

namespace signalbox {

SocketTable::SocketTable(IoLoop &loop, AdmissionLedger &ledger, Load &load, std::function<void()> emptied)
    : m_loop(loop)
    , m_ledger(ledger)
    , m_load(load)
    , m_emptied(std::move(emptied))
{
}

SocketTable::~SocketTable()
{
    for (const auto &[number, entry] : m_sockets) {
        if (entry.admitted)
            releaseAdmission(*entry.client);
    }
}

ClientSocket &SocketTable::add(UniqueFd socket, const Endpoint &peer, const Endpoint &listener,
                               const SocketSettings &settings)
{
    return insert(std::move(socket), peer, listener, settings, true);
}

ClientSocket *SocketTable::addRefused(UniqueFd socket, const Endpoint &peer, const Endpoint &listener,
                                      const SocketSettings &settings)
{
    if (m_refused >= MaxRefused)
        return nullptr;
    ++m_refused;
    return &insert(std::move(socket), peer, listener, settings, false);
}

std::unique_ptr<Channel> SocketTable::makeChannel(UniqueFd socket) const
{
    if (m_tls)
        return std::make_unique<TlsChannel>(*m_tls, std::move(socket));
    return std::make_unique<TcpChannel>(std::move(socket));
}

ClientSocket &SocketTable::insert(UniqueFd socket, const Endpoint &peer, const Endpoint &listener,
                                  const SocketSettings &settings, bool admitted)
{
    const quint64 number = ++m_lastNumber;
    auto client =
        std::make_unique<ClientSocket>(number, m_loop, makeChannel(std::move(socket)), peer, listener,
                                       settings, [this](ClientSocket &gone) { retired(gone); });
    Entry &entry = m_sockets[number];
    entry = {std::move(client), admitted};
    return *entry.client;
}

// The caller is the socket: it is destroyed in a later turn.
void SocketTable::retired(ClientSocket &client)
{
    m_loop.post([this, number = client.number()] {
        const auto found = m_sockets.find(number);
        if (found == m_sockets.end())
            return;
        if (found->second.admitted)
            releaseAdmission(*found->second.client);
        else
            --m_refused;
        m_sockets.erase(found);
        if (m_sockets.empty())
            m_emptied();
    });
}

void SocketTable::releaseAdmission(const ClientSocket &client)
{
    m_ledger.release(client.peer().address);
    m_load.remove();
}

template <typename Predicate>
void SocketTable::abortIf(const CloseReason &reason, Predicate predicate)
{
    std::vector<ClientSocket *> clients; // a copy: an abort calls handlers that may change the table
    for (const auto &[number, entry] : m_sockets) {
        if (predicate(*entry.client))
            clients.push_back(entry.client.get());
    }
    for (ClientSocket *client : clients)
        client->abort(reason);
}

std::vector<ClientSocket *> SocketTable::holding(qint64 bytes) const
{
    std::vector<ClientSocket *> clients;
    for (const auto &[number, entry] : m_sockets) {
        const qint64 held = entry.client->stats().held();
        if (entry.client->isOpen() && held > 0 && held >= bytes)
            clients.push_back(entry.client.get());
    }
    return clients;
}

void SocketTable::abortPending()
{
    abortIf({}, [](const ClientSocket &client) { return client.isPending(); });
}

void SocketTable::abortAll(const CloseReason &reason)
{
    abortIf(reason, [](const ClientSocket &) { return true; });
}

} // namespace signalbox
