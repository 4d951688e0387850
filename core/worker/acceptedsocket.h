#pragma once

#include "core/base/endpoint.h"
#include "core/base/uniquefd.h"
#include "core/policy/admissionledger.h"
#include "core/worker/loadbalancer.h"

namespace signalbox {

//! A socket that was accepted and admitted, on its way to an io thread. The taker of the socket releases its
//! place in the ledger and removes it from the load in the end. The destructor does so for a socket that
//! nobody took.
class AcceptedSocket
{
public:
    //! \a ledger has admitted \a peer; \a load is that of the thread the socket goes to.
    AcceptedSocket(UniqueFd socket, const Endpoint &peer, const Endpoint &listener, AdmissionLedger &ledger,
                   Load &load)
        : m_socket(std::move(socket))
        , m_peer(peer)
        , m_listener(listener)
        , m_ledger(ledger)
        , m_load(load)
    {
        m_load.add();
    }
    ~AcceptedSocket()
    {
        if (!m_socket)
            return;
        m_ledger.release(m_peer.address);
        m_load.remove();
    }
    Q_DISABLE_COPY_MOVE(AcceptedSocket)

    UniqueFd takeSocket() { return std::move(m_socket); }
    const Endpoint &peer() const { return m_peer; }
    const Endpoint &listener() const { return m_listener; }

private:
    UniqueFd m_socket;
    Endpoint m_peer;
    Endpoint m_listener;
    AdmissionLedger &m_ledger;
    Load &m_load;
};

} // namespace signalbox
