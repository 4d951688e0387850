#pragma once

#include "core/base/namehash.h"

#include <QHashFunctions>
#include <QHostAddress>
#include <QString>

#include <list>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace signalbox {

//! Counts the rooms of a server, in total and by the address that created them, and decides which rooms give way to a new
//! one: idle rooms, that is, rooms without members which are kept for their history. Shared by all shards. Any thread;
//! locked. Its memory is bounded by the number of rooms.
//!
//! A room that gives way is not counted any more at once. Its shard learns it by a message, or when it wants to use the
//! room again, whichever is first: setInUse() returns false then.
class RoomLedger
{
public:
    //! 0: no limit.
    struct Limits
    {
        qint64 rooms = 0;           //!< of all addresses
        qint64 roomsPerAddress = 0; //!< that exist and were created from one address
    };
    enum class Verdict : quint8 { Counted, ServerFull, AddressFull };
    //! Identifies a counted room; 0 is none.
    using Ticket = quint64;

    //! A room that gives way. Its shard erases it, unless it has another ticket by then.
    struct Evicted
    {
        std::size_t shard = 0;
        QString room;
        Ticket ticket = 0;
    };
    struct Result
    {
        Verdict verdict = Verdict::Counted;
        Ticket ticket = 0; //!< of the new room; 0: it is not counted, and must not be created
        std::vector<Evicted> evicted = {};
    };

    RoomLedger() = default;
    Q_DISABLE_COPY_MOVE(RoomLedger)

    //! Counts the new \a room of \a shard for \a creator, a key as limitKey() returns it (null: it counts for no address).
    //! At a limit idle rooms give way: at the limit of the address its own, at the other limit its own or else the one
    //! that has been idle longest. After a limit was lowered there may be more rooms than it allows: then MaxEvicted give way
    //! to each new room.
    Result add(const QString &room, std::size_t shard, const QHostAddress &creator, const Limits &limits);
    //! The room has no members any more.
    void setIdle(Ticket ticket);
    //! The idle room gets a member. False: it has given way meanwhile, and its shard has to erase it.
    [[nodiscard]] bool setInUse(Ticket ticket);
    //! The room is erased.
    void remove(Ticket ticket);

    //! Rooms that are counted.
    std::size_t rooms() const;
    //! Addresses that rooms are counted for; for tests of the bound.
    std::size_t addresses() const;

    static constexpr qint64 MaxEvicted = 2; //!< at each of the two limits

private:
    struct Entry;
    using Idle = std::list<Entry *>; //!< the one that has been idle longest is first

    //! The rooms that count for one address.
    struct Account
    {
        qint64 rooms = 0;
        Idle idle = {}; //!< of them
    };
    struct AddressHash
    {
        std::size_t operator()(const QHostAddress &address) const noexcept
        {
            return qHash(address, nameHashSeed());
        }
    };
    using Accounts = std::unordered_map<QHostAddress, Account, AddressHash>;

    struct Entry
    {
        Ticket ticket = 0;
        QString room;
        std::size_t shard = 0;
        Accounts::value_type *account = nullptr; //!< null: it counts for no address
        bool isIdle = false;
        Idle::iterator idle = {};          //!< in m_idle, while isIdle
        Idle::iterator idleOfAddress = {}; //!< in Account::idle, while isIdle and there is an account
    };

    qint64 evict(Idle &from, qint64 most, std::vector<Evicted> &evicted);
    void erase(Entry &entry);
    void unlinkIdle(Entry &entry);

    mutable std::mutex m_mutex;
    std::unordered_map<Ticket, Entry> m_entries;
    Accounts m_accounts;
    Idle m_idle; //!< of all addresses and of none
    Ticket m_lastTicket = 0;
};

} // namespace signalbox
