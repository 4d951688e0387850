#pragma once

#include "core/base/namehash.h"
#include "core/policy/roompatterns.h"
#include "core/policy/settings.h"

#include <memory>
#include <utility>
#include <vector>

namespace signalbox {

//! The [[room]] tables. Immutable; may be used by several threads.
class RoomPolicies final
{
public:
    RoomPolicies() = default; //!< none
    explicit RoomPolicies(std::vector<RoomSettings> tables);

    //! Returns the first table whose name matches \a room, else the defaults, as for an empty name. Valid as long as this.
    //! Takes a time that grows with the number of patterns, but not with that of the names without a `*`.
    const RoomSettings &find(const QString &room) const;
    bool isEmpty() const { return m_tables.empty(); }
    const std::vector<RoomSettings> &tables() const { return m_tables; }

private:
    static constexpr std::size_t None = std::size_t(-1);

    std::vector<RoomSettings> m_tables;
    NameMap<std::size_t> m_exact;                                 //!< the first table of a name without a `*`
    std::vector<std::pair<std::size_t, RoomPatterns>> m_patterns; //!< by table
};

//! Remembers which table counts for one room, until there are other tables. Plain class; the thread of the room.
class RoomPolicyCache final
{
public:
    //! \a policies null: there are none. \a room is the same in each call.
    const RoomSettings &find(const QString &room, const std::shared_ptr<const RoomPolicies> &policies) const;

private:
    mutable std::shared_ptr<const RoomPolicies>
        m_policies;                                //!< kept, so that another one is never at its address
    mutable const RoomSettings *m_found = nullptr; //!< of m_policies; null: not asked yet
};

} // namespace signalbox
