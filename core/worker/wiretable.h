#pragma once

#include "core/policy/admissionledger.h"
#include "core/transport/tlscontext.h"
#include "core/transport/wire.h"
#include "core/worker/loadbalancer.h"

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace signalbox {

//! Owns the wires of an io thread, from accept until their descriptor is closed, and gives their places in
//! the admission ledger and in the thread's load back. Lives on its io thread.
class WireTable
{
public:
    //! \a emptied is called from the loop whenever the last wire has gone.
    WireTable(IoLoop &loop, AdmissionLedger &ledger, Load &load, std::function<void()> emptied);
    ~WireTable();
    Q_DISABLE_COPY_MOVE(WireTable)

    //! Wires from now on speak TLS; null: they do not.
    void setTls(std::shared_ptr<const TlsContext> tls) { m_tls = std::move(tls); }

    //! A wire of a peer that the ledger admitted and the load counts.
    Wire &add(UniqueFd socket, const Endpoint &peer, const Endpoint &listener, const WireSettings &settings);
    //! A wire only to say no; null when too many are being told so already: then the descriptor is closed.
    Wire *addRefused(UniqueFd socket, const Endpoint &peer, const Endpoint &listener,
                     const WireSettings &settings);

    bool isEmpty() const { return m_wires.empty(); }
    //! Ends those that are not connections (yet), or all, without waiting for anybody.
    void abortPending();
    void abortAll(const CloseReason &reason);

    //! The open ones for whom at least \a bytes are held, and anything at all.
    std::vector<Wire *> holding(qint64 bytes) const;

    static constexpr int MaxRefused = 256;

private:
    struct Entry
    {
        std::unique_ptr<Wire> wire;
        bool admitted = true;
    };

    std::unique_ptr<Channel> makeChannel(UniqueFd socket) const;
    Wire &insert(UniqueFd socket, const Endpoint &peer, const Endpoint &listener,
                 const WireSettings &settings, bool admitted);
    void retired(Wire &wire);
    void givePlaceBack(const Wire &wire);
    template <typename Predicate>
    void abortIf(const CloseReason &reason, Predicate predicate);

    IoLoop &m_loop;
    AdmissionLedger &m_ledger;
    Load &m_load;
    std::function<void()> m_emptied;
    std::shared_ptr<const TlsContext> m_tls;
    std::unordered_map<quint64, Entry> m_wires;
    quint64 m_lastNumber = 0;
    int m_refused = 0;
};

} // namespace signalbox
