#include "core/hub/roomledger.h"

#include <algorithm>
#include <utility>

namespace signalbox {

RoomLedger::Result RoomLedger::add(const QString &room, std::size_t shard, const QHostAddress &creator,
                                   const Limits &limits)
{
    const std::lock_guard lock(m_mutex);
    Result result;
    const auto known = creator.isNull() ? m_accounts.end() : m_accounts.find(creator);
    if (known != m_accounts.end()) {
        const qint64 above = limits.roomsPerAddress > 0 ? known->second.rooms - limits.roomsPerAddress : -1;
        if (above >= 0 && evict(known->second.idle, above + 1, result.evicted) == 0) {
            result.verdict = Verdict::AddressFull;
            return result;
        }
    }
    const qint64 above = limits.rooms > 0 ? qint64(m_entries.size()) - limits.rooms : -1;
    if (above >= 0) {
        const auto own = creator.isNull() ? m_accounts.end() : m_accounts.find(creator);
        qint64 evicted = own == m_accounts.end() ? 0 : evict(own->second.idle, above + 1, result.evicted);
        if (evicted == 0)
            evicted = evict(m_idle, above + 1, result.evicted);
        if (evicted == 0) {
            result.verdict = Verdict::ServerFull;
            return result;
        }
    }

    result.ticket = ++m_lastTicket;
    Entry &entry = m_entries[result.ticket];
    entry.ticket = result.ticket;
    entry.room = room;
    entry.shard = shard;
    if (!creator.isNull()) {
        entry.account = &*m_accounts.try_emplace(creator).first;
        ++entry.account->second.rooms;
    }
    return result;
}

void RoomLedger::setIdle(Ticket ticket)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(ticket);
    if (found == m_entries.end() || std::exchange(found->second.isIdle, true))
        return;
    Entry &entry = found->second;
    entry.idle = m_idle.insert(m_idle.end(), &entry);
    if (entry.account) {
        Idle &ofAddress = entry.account->second.idle;
        entry.idleOfAddress = ofAddress.insert(ofAddress.end(), &entry);
    }
}

bool RoomLedger::setInUse(Ticket ticket)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(ticket);
    if (found == m_entries.end())
        return false;
    unlinkIdle(found->second);
    return true;
}

void RoomLedger::remove(Ticket ticket)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(ticket);
    if (found != m_entries.end()) // else it has given way
        erase(found->second);
}

std::size_t RoomLedger::rooms() const
{
    const std::lock_guard lock(m_mutex);
    return m_entries.size();
}

std::size_t RoomLedger::addresses() const
{
    const std::lock_guard lock(m_mutex);
    return m_accounts.size();
}

//! Returns how many of \a from have given way: \a most, at most MaxEvicted, if there are so many.
qint64 RoomLedger::evict(Idle &from, qint64 most, std::vector<Evicted> &evicted)
{
    const qint64 count = std::min({most, MaxEvicted, qint64(from.size())});
    for (qint64 i = 0; i < count; ++i) {
        // The account, and with it the list, may be gone after the last one.
        Entry &entry = *from.front();
        evicted.push_back({entry.shard, entry.room, entry.ticket});
        erase(entry);
    }
    return count;
}

void RoomLedger::erase(Entry &entry)
{
    unlinkIdle(entry);
    if (entry.account && --entry.account->second.rooms == 0)
        m_accounts.erase(m_accounts.find(entry.account->first));
    m_entries.erase(m_entries.find(entry.ticket));
}

void RoomLedger::unlinkIdle(Entry &entry)
{
    if (!std::exchange(entry.isIdle, false))
        return;
    m_idle.erase(entry.idle);
    if (entry.account)
        entry.account->second.idle.erase(entry.idleOfAddress);
}

} // namespace signalbox
