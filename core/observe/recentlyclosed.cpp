#include "core/observe/recentlyclosed.h"

#include "core/observe/verdictof.h"

#include <algorithm>

namespace signalbox {

void RecentlyClosed::setLimits(qint64 capacity, bool includeLoopback)
{
    std::vector<Entries::node_type> forgotten; // destroyed without the lock
    const std::lock_guard lock(m_mutex);
    m_capacity = capacity;
    m_includeLoopback = includeLoopback;
    const QList<QHostAddress> addresses = m_addresses.keys();
    for (const QHostAddress &address : addresses) {
        while (isFull(m_addresses.value(address)))
            forgotten.push_back(forgetOldestOf(address));
    }
    while (isOver())
        forgotten.push_back(forgetOldestOf(QHostAddress(m_entries.begin()->second.address)));
}

Verdict RecentlyClosed::add(ClosedConnection &&closed, EndEvidence evidence)
{
    // What takes memory or gives it back is done without the lock.
    Entries made;
    const QHostAddress key = limitKey(closed.info.peer.address);
    const bool isExempt = closed.info.isExempt;
    const bool isLoopback =
        signalbox::isLoopback(closed.info.peer.address); // not of the key: that of ::1 is ::
    const std::optional<Endpoint> proxy = closed.info.proxy;
    closed.activity.rooms = firstOf(closed.activity.rooms);
    made.emplace(0, Entry{std::move(closed), key});
    Entries::node_type node = made.extract(made.begin());
    Entries::node_type forgotten[2];
    Verdict verdict;
    {
        const std::lock_guard lock(m_mutex);
        const quint64 number = ++m_lastNumber;
        Address &address = m_addresses[key];
        address.isLoopback = isLoopback;
        address.isExempt = isExempt;
        evidence.addressEnds = ++address.ended;
        if (isIdleEnd(evidence))
            evidence.idleEnds = addIdleEnd(proxy ? idleEndsOfProxy(proxy->address) : address.idleEnds,
                                           *evidence.sinceTraffic);
        node.key() = number;
        node.mapped().closed.verdict = verdict = verdictOf(evidence);

        if (address.remembered == 0)
            address.first = number;
        else
            m_entries.find(address.last)->second.nextOfAddress = number;
        address.last = number;
        ++address.remembered;
        const auto cause = std::size_t(node.mapped().closed.end.cause);
        ++m_ended[cause];
        ++m_remembered[cause];
        m_entries.insert(m_entries.end(), std::move(node));

        if (isFull(address))
            forgotten[0] = forgetOldestOf(key);
        if (isOver())
            forgotten[1] = forgetOldestOf(QHostAddress(m_entries.begin()->second.address));
    }
    return verdict;
}

JoinedRooms RecentlyClosed::firstOf(const JoinedRooms &rooms)
{
    if (rooms.list().size() <= MaxRooms)
        return rooms;
    JoinedRooms first;
    for (const JoinedRoom &room : rooms.list().first(MaxRooms))
        first.add(room.name, room.entry);
    return first;
}

//! It is the proxy that ends idle connections, whoever its clients are.
RecentlyClosed::IdleEnds &RecentlyClosed::idleEndsOfProxy(const QHostAddress &proxy)
{
    if (m_proxies.size() >= MaxProxies && !m_proxies.contains(proxy))
        m_proxies.clear();
    return m_proxies[proxy];
}

//! Adds \a idle and returns how many of the latest \a ends, with this one, took about as long, if those are most of them:
//! connections that end by chance end after all kinds of times.
quint32 RecentlyClosed::addIdleEnd(IdleEnds &ends, Milliseconds idle)
{
    constexpr Milliseconds Tolerance{500}; // clocks of proxies tick in seconds, those of clients drift
    if (ends.size() == MaxIdleEnds)
        ends.erase(ends.begin());
    ends.push_back(idle);
    const Milliseconds most = std::max(Tolerance, idle / 50);
    const auto similar = std::ranges::count_if(
        ends, [idle, most](Milliseconds other) { return std::chrono::abs(other - idle) <= most; });
    return 2 * std::size_t(similar) >= ends.size() ? quint32(similar) : 1;
}

bool RecentlyClosed::isFull(const Address &address) const
{
    return address.remembered > MaxOfAddress && !address.isExempt &&
           (m_includeLoopback || !address.isLoopback);
}

//! There is one.
RecentlyClosed::Entries::node_type RecentlyClosed::forgetOldestOf(const QHostAddress &address)
{
    const auto found = m_addresses.find(address);
    Entries::node_type oldest = m_entries.extract(found->first);
    --m_remembered[std::size_t(oldest.mapped().closed.end.cause)];
    found->first = oldest.mapped().nextOfAddress;
    if (--found->remembered == 0)
        m_addresses.erase(found);
    return oldest;
}

void RecentlyClosed::read(ClosedPosition &position, ClosedBatch &batch) const
{
    while (readSlice(position, batch)) {
    }
}

//! Returns whether there may be more to read.
bool RecentlyClosed::readSlice(ClosedPosition &position, ClosedBatch &batch) const
{
    const std::lock_guard lock(m_mutex);
    if (!std::exchange(position.hasBegun, true)) {
        for (std::size_t cause = 0; cause < CauseCount; ++cause)
            position.counted[cause] = m_ended[cause] - m_remembered[cause];
    }
    auto next = m_entries.upper_bound(position.number);
    for (std::size_t i = 0; next != m_entries.end(); ++i, ++next) {
        if (batch.closed.size() == ClosedBatch::MaxClosed)
            return false;
        if (i == Slice)
            return true;
        position.number = next->first;
        ++position.counted[std::size_t(next->second.closed.end.cause)];
        batch.closed.push_back(next->second.closed);
    }
    for (std::size_t cause = 0; cause < CauseCount; ++cause) {
        const quint64 forgotten = m_ended[cause] - position.counted[cause];
        if (forgotten > 0)
            batch.moreClosed[Cause(cause)] += forgotten;
    }
    position.counted = m_ended;
    return false;
}

quint64 RecentlyClosed::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_entries.size();
}

qsizetype RecentlyClosed::addresses() const
{
    const std::lock_guard lock(m_mutex);
    return m_addresses.size();
}

} // namespace signalbox
