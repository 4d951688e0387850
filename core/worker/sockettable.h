#pragma once

#include "core/policy/admissionledger.h"
#include "core/policy/unfinishedheads.h"
#include "core/transport/acceptor.h"
#include "core/transport/clientsocket.h"
#include "core/transport/tlscontext.h"
#include "core/worker/loadbalancer.h"

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace signalbox {

//! Owns the client sockets of an io thread, from accept until their descriptor is closed, and releases their
//! places in the admission ledger, among the unfinished heads and in the thread's load. Lives on its io thread.
class SocketTable
{
public:
    //! \a emptied is called from the loop whenever the last socket was removed.
    SocketTable(IoLoop &loop, AdmissionLedger &ledger, UnfinishedHeads &heads, Load &load,
                std::function<void()> emptied);
    ~SocketTable();
    Q_DISABLE_COPY_MOVE(SocketTable)

    //! Sockets that are added from now on use TLS; null: they do not.
    void setTls(std::shared_ptr<const TlsContext> tls,
                ClientCertificates certificates = ClientCertificates::AsConfigured)
    {
        m_tls = std::move(tls);
        m_certificates = certificates;
    }
    bool usesTls() const { return m_tls != nullptr; }

    //! Adds a client that the ledger admitted, that is among the unfinished heads with \a ticket, and that the
    //! load counts.
    ClientSocket &add(AcceptedClient &&client, UnfinishedHeads::Ticket ticket,
                      const SocketSettings &settings);
    //! The client becomes a connection and is no unfinished head any more. Returns false, and nothing changes,
    //! when max_connections is reached. Has no effect on one that is a connection.
    [[nodiscard]] bool confirm(const ClientSocket &client);
    //! Counts an unfinished client by the \a address that its proxy has named. If the ledger does not admit it there,
    //! nothing changes.
    Admission readmit(const ClientSocket &client, const ClientAddress &address);
    //! Null: it has gone, or is a connection.
    ClientSocket *findUnfinished(UnfinishedHeads::Ticket ticket) const;
    //! Adds a client that was not admitted, to send it a refusal.
    ClientSocket &addRefused(AcceptedClient &&client, const SocketSettings &settings);
    qsizetype refused() const { return m_refused; }
    //! Those that are connections.
    qsizetype confirmed() const { return m_confirmed; }

    bool isEmpty() const { return m_sockets.empty(); }
    //! Ends those without a WebSocket connection, or all, without waiting for the clients.
    void abortPending();
    void abortAll(const CloseReason &reason);

    //! Returns the numbers of all sockets.
    std::vector<quint64> numbers() const;
    //! Null: it has gone.
    ClientSocket *find(quint64 number) const;

private:
    enum class Place : quint8 { Refused, Unfinished, Connection };
    struct Entry
    {
        std::unique_ptr<ClientSocket> client;
        Place place = Place::Refused;
        UnfinishedHeads::Ticket ticket = 0;
        QHostAddress countedAddress{}; //!< by the ledger; null: none
    };

    std::unique_ptr<Channel> makeChannel(UniqueFd socket) const;
    Entry &insert(AcceptedClient &&client, const SocketSettings &settings);
    void retired(ClientSocket &client);
    void release(const Entry &entry);
    template <typename Predicate>
    void abortIf(const CloseReason &reason, Predicate predicate);

    IoLoop &m_loop;
    AdmissionLedger &m_ledger;
    UnfinishedHeads &m_heads;
    Load &m_load;
    std::function<void()> m_emptied;
    std::shared_ptr<const TlsContext> m_tls;
    ClientCertificates m_certificates = ClientCertificates::AsConfigured;
    std::unordered_map<quint64, Entry> m_sockets;
    std::unordered_map<UnfinishedHeads::Ticket, quint64> m_unfinished; //!< the numbers of those in m_sockets
    quint64 m_lastNumber = 0;
    qsizetype m_refused = 0;
    qsizetype m_confirmed = 0;
    std::shared_ptr<const char> m_exists =
        std::make_shared<const char>(); //!< for tasks that the loop runs later
};

} // namespace signalbox
