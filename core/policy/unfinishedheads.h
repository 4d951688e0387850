#pragma once

#include "core/base/clock.h"

#include <QHash>
#include <QHostAddress>

#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

namespace signalbox {

//! The accepted peers that have no WebSocket connection yet: they have sent nothing, are in the TLS handshake
//! or the request head, or are being sent a response. When there are more than the limit, the oldest one of
//! the address with the most is evicted: peers that say nothing displace each other, and not the clients of
//! other addresses. Addresses count as in limitKey(). Any thread; locked.
class UnfinishedHeads
{
public:
    using Ticket = quint64; //!< 0: none

    //! A peer that is no longer counted and whose socket is to be closed.
    struct Evicted
    {
        Ticket ticket = 0;
        std::size_t worker = 0; //!< the io thread of its socket

        friend bool operator==(const Evicted &, const Evicted &) = default;
    };
    struct Added
    {
        Ticket ticket = 0;
        std::vector<Evicted> evicted;
    };

    //! Counts \a peer, whose socket goes to io thread \a worker, until remove() or its eviction. \a limit: how
    //! many there may be, this one included; 0 = no limit.
    Added add(const QHostAddress &peer, std::size_t worker, TimePoint now, qint64 limit);
    //! Counts it by the address of the client, which its proxy has named. Has no effect if it is not counted any more.
    void setAddress(Ticket ticket, const QHostAddress &client);
    //! Returns false if it is not counted any more.
    bool remove(Ticket ticket);
    //! Evicts the one whose turn it is, if it was added at \a latest or earlier.
    std::optional<Evicted> evictAddedBy(TimePoint latest);

    qsizetype size() const;

private:
    struct Entry
    {
        QHostAddress address;
        std::size_t worker = 0;
        TimePoint addedAt;
    };
    //! An address with its number of peers and the oldest of them; the first one is evicted from.
    struct Rank
    {
        std::size_t count = 0;
        Ticket oldest = 0;

        friend bool operator<(const Rank &left, const Rank &right)
        {
            return left.count != right.count ? left.count > right.count : left.oldest < right.oldest;
        }
    };
    using Tickets = std::set<Ticket>;

    static Rank rankOf(const Tickets &tickets) { return {tickets.size(), *tickets.begin()}; }
    void insert(Ticket ticket, const Entry &entry);
    Entry take(std::unordered_map<Ticket, Entry>::iterator found);
    Evicted evictFirst();

    mutable std::mutex m_mutex;
    Ticket m_lastTicket = 0;
    std::unordered_map<Ticket, Entry> m_entries;
    QHash<QHostAddress, Tickets> m_addresses;
    std::set<Rank> m_ranks;
};

} // namespace signalbox
