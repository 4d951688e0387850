#pragma once

#include "core/policy/admissionledger.h"
#include "core/policy/unfinishedheads.h"
#include "core/transport/acceptor.h"
#include "core/worker/loadbalancer.h"

namespace signalbox {

//! A socket that was accepted and admitted, on its way to an io thread. The taker of the socket releases its
//! places in the ledger and among the unfinished heads and removes it from the load in the end. The destructor
//! does so for a socket that nobody took.
class AcceptedSocket
{
public:
    //! \a ledger has admitted the peer; \a heads counts it under \a ticket; \a load is that of the thread the
    //! socket goes to.
    AcceptedSocket(AcceptedClient &&client, UnfinishedHeads::Ticket ticket, AdmissionLedger &ledger,
                   UnfinishedHeads &heads, Load &load)
        : m_client(std::move(client))
        , m_ticket(ticket)
        , m_ledger(ledger)
        , m_heads(heads)
        , m_load(load)
    {
        m_load.add();
    }
    ~AcceptedSocket()
    {
        if (!m_client.socket)
            return;
        m_heads.remove(m_ticket);
        m_ledger.release(m_client.peer.address, false);
        m_load.remove();
    }
    Q_DISABLE_COPY_MOVE(AcceptedSocket)

    AcceptedClient takeClient() { return std::move(m_client); }
    UnfinishedHeads::Ticket ticket() const { return m_ticket; }

private:
    AcceptedClient m_client;
    UnfinishedHeads::Ticket m_ticket;
    AdmissionLedger &m_ledger;
    UnfinishedHeads &m_heads;
    Load &m_load;
};

} // namespace signalbox
