#pragma once

#include "core/base/namehash.h"
#include "core/model/ban.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace signalbox {

//! Finds the ban of a client. Immutable, except for the hits; shared by all threads. A look-up takes a time that grows with
//! the number of different prefix lengths at most, not with that of the bans. Bans that have ended are not found.
class BanList
{
public:
    BanList() = default;
    //! \a bans: at most one of a kind and value, with values that banValue() has returned.
    explicit BanList(const std::vector<Ban> &bans);

    // Null: there is none. Owner: this.
    const Ban *findUser(QStringView user, WallTime now) const;
    //! The narrowest one that has not ended.
    const Ban *findAddress(const QHostAddress &address, WallTime now) const;
    //! \a origin: as a request has it.
    const Ban *findOrigin(QStringView origin, WallTime now) const;
    //! Of any kind.
    const Ban *find(const ConnectionInfo &connection, WallTime now) const;

    //! Counts a client that was closed or refused because of the ban \a id. No effect if there is none.
    void hit(BanId id) const;
    //! Returns the bans by ascending id, with their hits by now.
    std::vector<Ban> bans() const;
    std::size_t size() const { return m_bans.size(); }

    //! Returns a list of other bans, in which those that stay keep their hits.
    std::shared_ptr<const BanList> with(const std::vector<Ban> &bans) const;

private:
    using Hits = std::shared_ptr<std::atomic<quint64>>;

    //! The first bits of an address as IPv6, the others 0.
    struct Prefix
    {
        quint64 high = 0;
        quint64 low = 0;

        Prefix first(int length) const;
        friend bool operator==(const Prefix &, const Prefix &) = default;
    };
    struct PrefixHash
    {
        std::size_t operator()(const Prefix &prefix) const noexcept;
    };
    //! The networks of one length. Indices into m_bans.
    using Networks = std::unordered_map<Prefix, std::size_t, PrefixHash>;

    static Prefix prefixOf(const QHostAddress &address);
    const Ban *at(std::size_t index, WallTime now) const;

    std::vector<Ban> m_bans; //!< ascending ids
    std::unordered_map<BanId, Hits> m_hits;
    NameMap<std::size_t> m_users; //!< indices into m_bans, as the next
    NameMap<std::size_t> m_origins;
    //! By length: an IPv4 network is one of the addresses that are mapped into IPv6.
    std::map<int, Networks, std::greater<>> m_networks;
};

//! The bans that are in effect. Any thread; locked for as long as it takes to copy a pointer.
class Bans
{
public:
    std::shared_ptr<const BanList> current() const
    {
        const std::lock_guard lock(m_mutex);
        return m_current;
    }
    void set(std::shared_ptr<const BanList> list)
    {
        const std::lock_guard lock(m_mutex);
        m_current = std::move(list);
        m_revision.fetch_add(1, std::memory_order_release);
    }
    //! Changes with every set().
    quint64 revision() const { return m_revision.load(std::memory_order_acquire); }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const BanList> m_current = std::make_shared<const BanList>();
    std::atomic<quint64> m_revision = 0;
};

} // namespace signalbox
