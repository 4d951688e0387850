#pragma once

#include "core/policy/admissionledger.h"
#include "core/transport/clientsocket.h"
#include "core/transport/tlscontext.h"
#include "core/worker/loadbalancer.h"

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace signalbox {

//! Owns the client sockets of an io thread, from accept until their descriptor is closed, and releases their
//! places in the admission ledger and in the thread's load. Lives on its io thread.
class SocketTable
{
public:
    //! \a emptied is called from the loop whenever the last socket was removed.
    SocketTable(IoLoop &loop, AdmissionLedger &ledger, Load &load, std::function<void()> emptied);
    ~SocketTable();
    Q_DISABLE_COPY_MOVE(SocketTable)

    //! Sockets that are added from now on use TLS; null: they do not.
    void setTls(std::shared_ptr<const TlsContext> tls) { m_tls = std::move(tls); }

    //! Adds the socket of a client that the ledger admitted and the load counts.
    ClientSocket &add(UniqueFd socket, const Endpoint &peer, const Endpoint &listener,
                      const SocketSettings &settings);
    //! Adds a socket only to send a refusal; returns null when MaxRefused are there already, and closes the
    //! descriptor then.
    ClientSocket *addRefused(UniqueFd socket, const Endpoint &peer, const Endpoint &listener,
                             const SocketSettings &settings);

    bool isEmpty() const { return m_sockets.empty(); }
    //! Ends those without a WebSocket connection, or all, without waiting for the clients.
    void abortPending();
    void abortAll(const CloseReason &reason);

    //! Returns the open connections for which at least \a bytes are held, and more than nothing.
    std::vector<ClientSocket *> holding(qint64 bytes) const;

    static constexpr int MaxRefused = 256;

private:
    struct Entry
    {
        std::unique_ptr<ClientSocket> client;
        bool admitted = true;
    };

    std::unique_ptr<Channel> makeChannel(UniqueFd socket) const;
    ClientSocket &insert(UniqueFd socket, const Endpoint &peer, const Endpoint &listener,
                         const SocketSettings &settings, bool admitted);
    void retired(ClientSocket &client);
    void releaseAdmission(const ClientSocket &client);
    template <typename Predicate>
    void abortIf(const CloseReason &reason, Predicate predicate);

    IoLoop &m_loop;
    AdmissionLedger &m_ledger;
    Load &m_load;
    std::function<void()> m_emptied;
    std::shared_ptr<const TlsContext> m_tls;
    std::unordered_map<quint64, Entry> m_sockets;
    quint64 m_lastNumber = 0;
    int m_refused = 0;
};

} // namespace signalbox
