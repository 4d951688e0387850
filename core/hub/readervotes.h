#pragma once

#include "core/base/namehash.h"
#include "core/hub/membership.h"

#include <unordered_map>

class QHostAddress;

namespace signalbox {

//! Returns whose vote a connection from \a peer shares. Loopback addresses share none, unless \a includeLoopback.
Voter voterOf(const QHostAddress &peer, bool includeLoopback);

//! Decides whether most readers of a room are behind, that is, have more than limits.outbox_soft queued. The readers of one
//! Voter have one vote together: it is behind when more than half of them are. So an address with many connections cannot
//! decide for others. Plain class; its size is that of the number of voters.
class ReaderVotes
{
public:
    void add(const Membership &reader);
    void remove(const Membership &reader);
    //! After Membership::isBehind of \a reader has changed.
    void update(const Membership &reader);

    //! Whether more than half of the voters are behind. \a except does not count; null: all count.
    bool isMajorityBehind(const Membership *except) const;
    //! Whether isMajorityBehind() is true whoever is excepted. Costs nothing.
    bool isMajorityBehindForAll() const { return m_behind > 0 && 2 * (m_behind - 1) > m_voters.size(); }

private:
    struct Key
    {
        Voter voter;
        quint64 connection = 0; //!< if the voter is a single connection

        friend bool operator==(const Key &, const Key &) = default;
    };
    struct Hash
    {
        std::size_t operator()(const Key &key) const noexcept
        {
            return qHashMulti(nameHashSeed(), quint8(key.voter.kind), key.voter.value, key.connection);
        }
    };
    struct Count
    {
        quint32 readers = 0;
        quint32 behind = 0; //!< of them

        bool isBehind() const { return 2 * quint64(behind) > readers; }
    };

    static Key keyOf(const Membership &reader);
    //! Changes the counts of the voter of \a reader.
    void change(const Membership &reader, int readers, int behind);

    std::unordered_map<Key, Count, Hash> m_voters;
    std::size_t m_behind = 0; //!< voters
};

} // namespace signalbox
