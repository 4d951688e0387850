#include "core/policy/roompolicies.h"

namespace signalbox {

namespace {

const RoomSettings &defaultPolicy()
{
    static const RoomSettings policy;
    return policy;
}

} // namespace

RoomPolicies::RoomPolicies(std::vector<RoomSettings> tables)
    : m_tables(std::move(tables))
{
    for (std::size_t i = 0; i < m_tables.size(); ++i) {
        if (m_tables[i].name.contains(u'*'))
            m_patterns.emplace_back(i, RoomPatterns({m_tables[i].name}));
        else
            m_exact.try_emplace(m_tables[i].name, i);
    }
}

const RoomSettings &RoomPolicies::find(const QString &room) const
{
    if (room.isEmpty())
        return defaultPolicy(); // of an echo route
    const auto exact = m_exact.find(room);
    std::size_t first = exact == m_exact.end() ? None : exact->second;
    for (const auto &[table, pattern] : m_patterns) {
        if (table > first)
            break;
        if (pattern.matches(room)) {
            first = table;
            break;
        }
    }
    return first == None ? defaultPolicy() : m_tables[first];
}

const RoomSettings &RoomPolicyCache::find(const QString &room,
                                          const std::shared_ptr<const RoomPolicies> &policies) const
{
    if (!policies)
        return defaultPolicy();
    if (!m_found || m_policies != policies) {
        m_policies = policies;
        m_found = &policies->find(room);
    }
    return *m_found;
}

} // namespace signalbox
