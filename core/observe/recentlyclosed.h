#pragma once

#include "core/model/closedlog.h"

#include <QHash>

#include <array>
#include <map>
#include <mutex>
#include <vector>

namespace signalbox {

//! Where a reader of RecentlyClosed is.
struct ClosedPosition
{
    quint64 number = 0;                        //!< of the last end that was read
    std::array<quint64, CauseCount> counted{}; //!< ends that were read, or counted because they are forgotten
    bool hasBegun = false;
};

//! The connections that ended last, with the verdict, whether a console looks or not: admin.closed of them, and of one
//! effective address (limitKey()) the newest MaxOfAddress; older ones of it are only counted. Addresses that are exempt
//! from limits by address have no bound of their own.
//!
//! Any thread; locked for a few lookups an end, and for at most Slice copies a time by a reader. Owner: SharedState; it
//! goes on across stops and starts of the server. Memory: some kilobytes an end at most, because everything that a peer
//! has chosen is cut or limited when it connects.
class RecentlyClosed
{
public:
    static constexpr qint64 DefaultCapacity = 10000;
    static constexpr quint64 MaxOfAddress = 1000;
    static constexpr std::size_t MaxRooms = 16; //!< of a connection; it may have been in any number

    //! \a capacity 0: no limit. At once.
    void setLimits(qint64 capacity, bool includeLoopback);

    //! Remembers \a closed with the verdict on \a evidence, which is returned; what is known of earlier ends of its
    //! address, or of its proxy, becomes part of it.
    Verdict add(ClosedConnection &&closed, EndEvidence evidence);

    //! Adds to \a batch what has ended behind \a position, the oldest first, until MaxClosed are in it. When all were read,
    //! those that were forgotten since the call before are added as counts. A new reader begins with the oldest
    //! that is remembered.
    void read(ClosedPosition &position, ClosedBatch &batch) const;

    quint64 size() const;
    //! For tests of the bound.
    qsizetype addresses() const;

private:
    struct Entry
    {
        ClosedConnection closed;
        QHostAddress address;
        quint64 nextOfAddress = 0; //!< 0: none
    };
    using Entries = std::map<quint64, Entry>; // by number: those that are read in slices are found by it

    //! Idle times of the latest idle ends, at most MaxIdleEnds.
    using IdleEnds = std::vector<Milliseconds>;

    //! The ends of one address.
    struct Address
    {
        quint64 first = 0; //!< of those that are remembered
        quint64 last = 0;
        quint64 remembered = 0;
        quint64 ended = 0; //!< with those that are only counted
        bool isLoopback = false;
        bool isExempt = false; //!< whatever is configured: see ConnectionInfo::isExempt
        IdleEnds idleEnds;
    };

    static constexpr std::size_t MaxIdleEnds = 16;
    static constexpr qsizetype MaxProxies = 256; //!< more make no sense; those before are forgotten
    static constexpr std::size_t Slice = 100;

    static JoinedRooms firstOf(const JoinedRooms &rooms);
    static quint32 addIdleEnd(IdleEnds &ends, Milliseconds idle);
    IdleEnds &idleEndsOfProxy(const QHostAddress &proxy);
    bool isFull(const Address &address) const;
    bool isOver() const { return m_capacity > 0 && qint64(m_entries.size()) > m_capacity; }
    Entries::node_type forgetOldestOf(const QHostAddress &address);
    bool readSlice(ClosedPosition &position, ClosedBatch &batch) const;

    mutable std::mutex m_mutex;
    qint64 m_capacity = DefaultCapacity;
    bool m_includeLoopback = false;
    quint64 m_lastNumber = 0;
    Entries m_entries;
    QHash<QHostAddress, Address> m_addresses;
    QHash<QHostAddress, IdleEnds> m_proxies; //!< those of all clients of a proxy
    std::array<quint64, CauseCount> m_ended{};
    std::array<quint64, CauseCount> m_remembered{};
};

} // namespace signalbox
