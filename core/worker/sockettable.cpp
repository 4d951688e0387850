#include "core/worker/sockettable.h"

#include "core/transport/tlschannel.h"

namespace signalbox {

SocketTable::SocketTable(IoLoop &loop, AdmissionLedger &ledger, UnfinishedHeads &heads, Load &load,
                         std::function<void()> emptied)
    : m_loop(loop)
    , m_ledger(ledger)
    , m_heads(heads)
    , m_load(load)
    , m_emptied(std::move(emptied))
{
}

SocketTable::~SocketTable()
{
    for (const auto &[number, entry] : m_sockets)
        release(entry);
}

ClientSocket &SocketTable::add(AcceptedClient &&client, UnfinishedHeads::Ticket ticket,
                               const SocketSettings &settings)
{
    const QHostAddress countedAddress = client.countedAddress();
    Entry &entry = insert(std::move(client), settings);
    entry.place = Place::Unfinished;
    entry.ticket = ticket;
    entry.countedAddress = countedAddress;
    m_unfinished.emplace(ticket, entry.client->number());
    return *entry.client;
}

bool SocketTable::confirm(const ClientSocket &client)
{
    Entry &entry = m_sockets.at(client.number());
    if (entry.place == Place::Connection)
        return true;
    if (!m_ledger.confirm())
        return false;
    entry.place = Place::Connection;
    ++m_confirmed;
    m_unfinished.erase(entry.ticket);
    m_heads.remove(entry.ticket);
    return true;
}

Admission SocketTable::readmit(const ClientSocket &client, const ClientAddress &address)
{
    Entry &entry = m_sockets.at(client.number());
    const Admission admission =
        m_ledger.readmit(entry.countedAddress, address.countedAddress(), m_loop.now());
    if (admission != Admission::Admitted)
        return admission;
    entry.countedAddress = address.countedAddress();
    m_heads.setAddress(entry.ticket, address.peer.address);
    return admission;
}

ClientSocket *SocketTable::findUnfinished(UnfinishedHeads::Ticket ticket) const
{
    const auto found = m_unfinished.find(ticket);
    return found == m_unfinished.end() ? nullptr : m_sockets.at(found->second).client.get();
}

ClientSocket &SocketTable::addRefused(AcceptedClient &&client, const SocketSettings &settings)
{
    ++m_refused;
    return *insert(std::move(client), settings).client;
}

std::unique_ptr<Channel> SocketTable::makeChannel(UniqueFd socket) const
{
    if (m_tls)
        return std::make_unique<TlsChannel>(*m_tls, std::move(socket), m_certificates);
    return std::make_unique<TcpChannel>(std::move(socket));
}

SocketTable::Entry &SocketTable::insert(AcceptedClient &&client, const SocketSettings &settings)
{
    const quint64 number = ++m_lastNumber;
    Entry &entry = m_sockets[number];
    entry.client = std::make_unique<ClientSocket>(number, m_loop, makeChannel(std::move(client.socket)),
                                                  client.peer, client.listener, settings,
                                                  [this](ClientSocket &gone) { retired(gone); });
    if (client.proxy)
        entry.client->setAddress({client.peer, client.proxy, client.isExempt});
    return entry;
}

// The caller is the socket: it is destroyed in a later turn. The loop may run on after this table.
void SocketTable::retired(ClientSocket &client)
{
    m_loop.post([this, exists = std::weak_ptr(m_exists), number = client.number()] {
        if (exists.expired())
            return;
        const auto found = m_sockets.find(number);
        if (found == m_sockets.end())
            return;
        release(found->second);
        m_sockets.erase(found);
        if (m_sockets.empty())
            m_emptied();
    });
}

void SocketTable::release(const Entry &entry)
{
    if (entry.place == Place::Refused) {
        --m_refused;
        return;
    }
    m_confirmed -= entry.place == Place::Connection ? 1 : 0;
    m_unfinished.erase(entry.ticket);
    m_heads.remove(entry.ticket);
    m_ledger.release(entry.countedAddress, entry.place == Place::Connection);
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

std::vector<quint64> SocketTable::numbers() const
{
    std::vector<quint64> numbers;
    numbers.reserve(m_sockets.size());
    for (const auto &[number, entry] : m_sockets)
        numbers.push_back(number);
    return numbers;
}

ClientSocket *SocketTable::find(quint64 number) const
{
    const auto found = m_sockets.find(number);
    return found == m_sockets.end() ? nullptr : found->second.client.get();
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
