#pragma once

#include "core/policy/admissionledger.h"
#include "core/policy/unfinishedheads.h"
#include "core/transport/acceptor.h"
#include "core/worker/loadbalancer.h"

#include <utility>

namespace signalbox {

//! A socket that was accepted and admitted, on its way to an io thread. The taker of the socket releases its
//! places in the ledger and among the unfinished heads and removes it from the load in the end. The destructor
//! does so for a socket that nobody took.
class AcceptedSocket
{
public:
    //! \a ledger has admitted the client by its countedAddress(); \a heads counts it under \a ticket; \a load is that of
    //! the thread the socket goes to.
    AcceptedSocket(AcceptedClient &&client, UnfinishedHeads::Ticket ticket, AdmissionLedger &ledger,
                   UnfinishedHeads &heads, Load &load)
        : m_client(std::move(client))
        , m_countedAddress(m_client.countedAddress())
        , m_ticket(ticket)
        , m_ledger(ledger)
        , m_heads(heads)
        , m_load(load)
    {
        m_load.add();
    }
    ~AcceptedSocket()
    {
        if (m_client.socket)
            release();
    }
    Q_DISABLE_COPY_MOVE(AcceptedSocket)

    const AcceptedClient &client() const { return m_client; }
    UnfinishedHeads::Ticket ticket() const { return m_ticket; }

    //! The peer is a proxy, and a PROXY header has named \a source. If the ledger does not admit that, the socket keeps its
    //! place as the proxy's.
    Admission setSource(const Endpoint &source, bool isExempt, TimePoint now)
    {
        m_client.proxy = std::exchange(m_client.peer, source);
        m_client.isExempt = isExempt;
        m_heads.setAddress(m_ticket, source.address);
        const Admission admission = m_ledger.readmit(m_countedAddress, m_client.countedAddress(), now);
        if (admission == Admission::Admitted)
            m_countedAddress = m_client.countedAddress();
        return admission;
    }

    AcceptedClient takeClient() { return std::move(m_client); }
    //! Releases the places, too.
    AcceptedClient takeRefused()
    {
        release();
        return std::move(m_client);
    }

private:
    void release()
    {
        m_heads.remove(m_ticket);
        m_ledger.release(m_countedAddress, false);
        m_load.remove();
    }

    AcceptedClient m_client;
    QHostAddress m_countedAddress; //!< by the ledger
    UnfinishedHeads::Ticket m_ticket;
    AdmissionLedger &m_ledger;
    UnfinishedHeads &m_heads;
    Load &m_load;
};

} // namespace signalbox
