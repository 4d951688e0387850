#pragma once

#include "core/auth/identity.h"
#include "core/base/namehash.h"
#include "core/model/revocation.h"

#include <array>
#include <map>
#include <mutex>

namespace signalbox {

//! When the tokens that were accepted expire: the latest time of each token id and each user, so that a revocation without
//! an end lasts as long as its tokens. Bounded: those that expire first are forgotten first, and then a revocation of anybody
//! lasts at least as long as what was forgotten. Any thread; locked for as long as it takes to find an entry.
class LatestExpiries
{
public:
    static constexpr std::size_t MaxEntries = 50'000; //!< together less than 50 MB

    explicit LatestExpiries(std::size_t maxEntries = MaxEntries)
        : m_maxEntries(maxEntries)
    {
    }

    //! A token that gave \a identity was accepted at \a now.
    void note(const Identity &identity, WallTime now);
    //! Returns when a revocation that begins at \a now ends unless its author says when: with the tokens that are known. Those
    //! that never expire, and unknown ones, count as if they expired DefaultRevocation later.
    WallTime endOf(RevocationKind kind, const QString &value, WallTime now) const;

    std::size_t size() const;

private:
    //! What is known of the tokens of one id or user, or of those that were forgotten.
    struct Known
    {
        WallTime latest = WallTime::min();
        bool hasEndless = false;

        void add(const Known &other);
        WallTime order() const { return hasEndless ? WallTime::max() : latest; }
        friend bool operator==(const Known &, const Known &) = default;
    };
    struct Key
    {
        RevocationKind kind;
        QString value;
    };
    using Order = std::multimap<WallTime, Key>;
    struct Entry
    {
        Known known;
        Order::iterator place;
    };

    void note(RevocationKind kind, const QString &value, const Known &known);
    void forget(WallTime now);
    NameMap<Entry> &entriesOf(RevocationKind kind) { return m_entries[std::size_t(kind)]; }

    const std::size_t m_maxEntries;
    mutable std::mutex m_mutex;
    std::array<NameMap<Entry>, RevocationKindCount> m_entries;
    Order m_order; //!< of all entries, by Known::order()
    Known m_forgotten;
};

} // namespace signalbox
