#include "core/cluster/directorymirror.h"

#include <utility>

namespace signalbox {

void DirectoryMirror::add(const QString &name, ConnectionId client, const QString &user)
{
    hold(name, client, user);
    entryChanged(name, client);
}

void DirectoryMirror::remove(const QString &name, ConnectionId client)
{
    if (!has(name, client))
        return;
    drop(name, client);
    entryChanged(name, client);
}

void DirectoryMirror::hold(const QString &name, ConnectionId client, const QString &user)
{
    m_entries[name].insert_or_assign(client, user);
}

void DirectoryMirror::drop(const QString &name, ConnectionId client)
{
    const auto found = m_entries.find(name);
    if (found == m_entries.end())
        return;
    found->second.erase(client);
    if (found->second.empty())
        m_entries.erase(found);
}

bool DirectoryMirror::has(const QString &name, ConnectionId client) const
{
    const auto found = m_entries.find(name);
    return found != m_entries.end() && found->second.contains(client);
}

void DirectoryMirror::tellAll()
{
    for (const auto &[name, entries] : m_entries)
        tellAll(name);
    for (auto &[name, pending] : m_pending) // names without entries, too
        pending = {firstIdOf(m_node), {}};
}

void DirectoryMirror::tellAll(const QString &name)
{
    pendingOf(name) = {firstIdOf(m_node), {}};
}

std::optional<DirectoryMirror::Change> DirectoryMirror::take()
{
    while (!m_order.empty()) {
        const QString name = m_order.front();
        if (m_pending.contains(name))
            return take(name);
        m_order.pop_front();
    }
    return {};
}

std::optional<DirectoryMirror::Change> DirectoryMirror::take(const QString &name)
{
    const auto found = m_pending.find(name);
    if (found == m_pending.end())
        return {};
    static const Entries none;
    const auto kept = m_entries.find(name);
    const Entries &entries = kept == m_entries.end() ? none : kept->second;
    Pending &pending = found->second;
    Change change{name, {}};
    while (change.ranges.size() < MaxEntries && !pending.changed.empty()) {
        const ConnectionId client = *pending.changed.begin();
        pending.changed.erase(pending.changed.begin());
        Range range{client, client, {}};
        if (const auto entry = entries.find(client); entry != entries.end())
            range.entries.emplace_back(*entry);
        change.ranges.push_back(std::move(range));
    }
    if (change.ranges.empty())
        change.ranges.push_back(rangeFrom(pending, entries));
    if (pending.changed.empty() && !pending.from)
        m_pending.erase(found);
    return change;
}

//! Returns the range that begins where \a pending says, and has it begin behind that.
DirectoryMirror::Range DirectoryMirror::rangeFrom(Pending &pending, const Entries &entries) const
{
    Range range{*pending.from, lastIdOf(m_node), {}};
    auto next = entries.lower_bound(*pending.from);
    for (; next != entries.end() && range.entries.size() < MaxEntries; ++next)
        range.entries.emplace_back(*next);
    if (next == entries.end()) {
        pending.from.reset();
    } else {
        pending.from = next->first;
        range.highest = ConnectionId(next->first.value() - 1);
    }
    return range;
}

DirectoryMirror::Pending &DirectoryMirror::pendingOf(const QString &name)
{
    const auto [found, isNew] = m_pending.try_emplace(name);
    if (isNew)
        m_order.push_back(name);
    return found->second;
}

void DirectoryMirror::entryChanged(const QString &name, ConnectionId client)
{
    Pending &pending = pendingOf(name);
    if (!pending.from || client < *pending.from)
        pending.changed.insert(client);
}

} // namespace signalbox
