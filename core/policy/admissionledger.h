#pragma once

#include "core/base/clock.h"
#include "core/base/endpoint.h"
#include "core/policy/settings.h"

#include <QHash>

#include <mutex>

namespace signalbox {

enum class Admission : quint8 {
    Admitted,
    ServerFull,     //!< 503, max_connections
    MemoryFull,     //!< 503, memory; decided by MemoryBudget, not by the ledger
    AddressFull,    //!< 429, max_connections_per_address
    AddressTooFast, //!< 429, connects_per_second_per_address
    NoDescriptors,  //!< 503, RLIMIT_NOFILE; decided by the acceptor
    NotProxied,     //!< 403, policy.proxy_protocol; decided by the acceptor
    AddressBanned,  //!< 403; decided by the bans, not by the ledger
};

//! The response to a peer that is not admitted.
struct Rejection
{
    int status = 503;
    const char *reason = ""; //!< for logs and metrics. Owner: static storage
};
Rejection rejectionFor(Admission admission);

//! Counts peers and new peers, in total and by address, and decides which are admitted. A peer becomes a
//! connection by confirm(): peers that never finish their request do not use up max_connections, because
//! UnfinishedHeads bounds them; without that bound they count as connections at once. Any thread; locked. Its memory is
//! bounded by the number of connections and of addresses that connected within the last seconds.
class AdmissionLedger
{
public:
    explicit AdmissionLedger(const LimitSettings &limits);

    //! The new limits apply to later connections.
    void setLimits(const LimitSettings &limits);

    //! Counts \a peer, or returns why it is not admitted. Each Admitted must be followed by one release(). A null address
    //! is counted in total only: that of a proxy, which has not said yet for whom it connects.
    Admission admit(const QHostAddress &peer, TimePoint now);
    //! Counts an admitted peer by the address \a to instead of \a from. If it is not admitted there, nothing changes.
    Admission readmit(const QHostAddress &from, const QHostAddress &to, TimePoint now);
    //! Counts an admitted peer as a connection; false: max_connections is reached.
    [[nodiscard]] bool confirm();
    void release(const QHostAddress &peer, bool isConfirmed);

    //! All peers that are admitted.
    qint64 peers() const;
    //! Returns the number of stored addresses, for tests of the bound.
    qsizetype addresses() const;

private:
    struct Account
    {
        qint64 connections = 0;
        double tokens = 0; //!< a bucket of connectsPerSecondPerAddress
        TimePoint refilledAt;
    };

    Admission add(const QHostAddress &peer, TimePoint now);
    //! Returns false if it was never added.
    bool remove(const QHostAddress &peer);
    static bool takeToken(Account &account, double burst, TimePoint now);
    void sweep(TimePoint now);

    mutable std::mutex m_mutex;
    LimitSettings m_limits;
    QHash<QHostAddress, Account> m_accounts;
    qint64 m_peers = 0;
    qint64 m_connections = 0; //!< peers that were confirmed
    TimePoint m_sweptAt;
};

} // namespace signalbox
