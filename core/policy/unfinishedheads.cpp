#include "core/policy/unfinishedheads.h"

#include "core/base/endpoint.h"

namespace signalbox {

UnfinishedHeads::Added UnfinishedHeads::add(const QHostAddress &peer, std::size_t worker, TimePoint now,
                                            qint64 limit)
{
    const std::lock_guard lock(m_mutex);
    Added added{++m_lastTicket, {}};
    insert(added.ticket, {limitKey(peer), worker, now});
    while (limit > 0 && m_entries.size() > std::size_t(limit))
        added.evicted.push_back(evictFirst());
    return added;
}

void UnfinishedHeads::setAddress(Ticket ticket, const QHostAddress &client)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(ticket);
    if (found == m_entries.end())
        return;
    Entry entry = take(found);
    entry.address = limitKey(client);
    insert(ticket, entry);
}

bool UnfinishedHeads::remove(Ticket ticket)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(ticket);
    if (found == m_entries.end())
        return false;
    take(found);
    return true;
}

std::optional<UnfinishedHeads::Evicted> UnfinishedHeads::evictAddedBy(TimePoint latest)
{
    const std::lock_guard lock(m_mutex);
    if (m_ranks.empty() || m_entries.at(m_ranks.begin()->oldest).addedAt > latest)
        return std::nullopt;
    return evictFirst();
}

qsizetype UnfinishedHeads::size() const
{
    const std::lock_guard lock(m_mutex);
    return qsizetype(m_entries.size());
}

void UnfinishedHeads::insert(Ticket ticket, const Entry &entry)
{
    m_entries.emplace(ticket, entry);
    Tickets &tickets = m_addresses[entry.address];
    if (!tickets.empty())
        m_ranks.erase(rankOf(tickets));
    tickets.insert(ticket);
    m_ranks.insert(rankOf(tickets));
}

UnfinishedHeads::Entry UnfinishedHeads::take(std::unordered_map<Ticket, Entry>::iterator found)
{
    const Ticket ticket = found->first;
    Entry entry = std::move(found->second);
    m_entries.erase(found);
    const auto tickets = m_addresses.find(entry.address);
    m_ranks.erase(rankOf(*tickets));
    tickets->erase(ticket);
    if (tickets->empty())
        m_addresses.erase(tickets);
    else
        m_ranks.insert(rankOf(*tickets));
    return entry;
}

UnfinishedHeads::Evicted UnfinishedHeads::evictFirst()
{
    const Ticket ticket = m_ranks.begin()->oldest;
    return {ticket, take(m_entries.find(ticket)).worker};
}

} // namespace signalbox
