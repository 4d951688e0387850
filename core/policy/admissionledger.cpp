#include "core/policy/admissionledger.h"

#include <algorithm>

namespace signalbox {

Rejection rejectionFor(Admission admission)
{
    switch (admission) {
    case Admission::AddressFull:
        return {429, "address_full"};
    case Admission::AddressTooFast:
        return {429, "address_too_fast"};
    case Admission::MemoryFull:
        return {503, "memory_full"};
    case Admission::NoDescriptors:
        return {503, "no_descriptors"};
    case Admission::NotProxied:
        return {403, "not_proxied"};
    case Admission::AddressBanned:
        return {403, "address_banned"};
    case Admission::Admitted:
    case Admission::ServerFull:
        break;
    }
    return {503, "server_full"};
}

AdmissionLedger::AdmissionLedger(const LimitSettings &limits)
    : m_limits(limits)
{
}

void AdmissionLedger::setLimits(const LimitSettings &limits)
{
    const std::lock_guard lock(m_mutex);
    m_limits = limits;
}

Admission AdmissionLedger::admit(const QHostAddress &peer, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    // Before an account is created: connects from many addresses to a full server must not use memory.
    const qint64 counted = m_limits.unfinishedHeads > 0 ? m_connections : m_peers;
    if (m_limits.maxConnections > 0 && counted >= m_limits.maxConnections)
        return Admission::ServerFull;
    const Admission admission = add(peer, now);
    m_peers += admission == Admission::Admitted ? 1 : 0;
    return admission;
}

Admission AdmissionLedger::readmit(const QHostAddress &from, const QHostAddress &to, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    const Admission admission = add(to, now);
    if (admission == Admission::Admitted)
        remove(from);
    return admission;
}

Admission AdmissionLedger::add(const QHostAddress &peer, TimePoint now)
{
    if (peer.isNull())
        return Admission::Admitted;
    sweep(now);
    const bool counts = m_limits.includeLoopback || !isLoopback(peer);
    const auto burst = double(m_limits.connectsPerSecondPerAddress);
    const QHostAddress key = limitKey(peer);
    auto account = m_accounts.find(key);
    if (account == m_accounts.end())
        account = m_accounts.insert(key, {0, burst, now});
    if (counts) {
        if (m_limits.maxConnectionsPerAddress > 0 &&
            account->connections >= m_limits.maxConnectionsPerAddress)
            return Admission::AddressFull;
        if (m_limits.connectsPerSecondPerAddress > 0 && !takeToken(*account, burst, now))
            return Admission::AddressTooFast;
    }
    ++account->connections;
    return Admission::Admitted;
}

bool AdmissionLedger::confirm()
{
    const std::lock_guard lock(m_mutex);
    if (m_limits.maxConnections > 0 && m_connections >= m_limits.maxConnections)
        return false;
    ++m_connections;
    return true;
}

void AdmissionLedger::release(const QHostAddress &peer, bool isConfirmed)
{
    const std::lock_guard lock(m_mutex);
    if (m_peers == 0 || !remove(peer))
        return; // was never admitted
    --m_peers;
    m_connections -= isConfirmed ? 1 : 0;
}

bool AdmissionLedger::remove(const QHostAddress &peer)
{
    if (peer.isNull())
        return true;
    const auto account = m_accounts.find(limitKey(peer));
    if (account == m_accounts.end() || account->connections == 0)
        return false;
    --account->connections;
    return true;
}

qint64 AdmissionLedger::peers() const
{
    const std::lock_guard lock(m_mutex);
    return m_peers;
}

qsizetype AdmissionLedger::addresses() const
{
    const std::lock_guard lock(m_mutex);
    return m_accounts.size();
}

//! The bucket holds the tokens of one second and is refilled at the permitted rate.
bool AdmissionLedger::takeToken(Account &account, double burst, TimePoint now)
{
    if (now > account.refilledAt) { // threads do not always call in the order of their clocks
        const double seconds = std::chrono::duration<double>(now - account.refilledAt).count();
        account.tokens += seconds * burst;
        account.refilledAt = now;
    }
    account.tokens = std::min(account.tokens, burst);
    if (account.tokens < 1)
        return false;
    account.tokens -= 1;
    return true;
}

//! Once a second removes the addresses without connections whose bucket is full again: a new account would be
//! the same.
void AdmissionLedger::sweep(TimePoint now)
{
    static constexpr auto TimeToFill = std::chrono::seconds(1);
    if (now - m_sweptAt < TimeToFill)
        return;
    m_sweptAt = now;
    m_accounts.removeIf([now](QHash<QHostAddress, Account>::iterator account) {
        return account->connections == 0 && now - account->refilledAt >= TimeToFill;
    });
}

} // namespace signalbox
