#include "ui/mainwindow/connectioncounts.h"

#include "ui/connections/nameorder.h"

#include <algorithm>

namespace signalbox {

void ConnectionCounts::clear()
{
    m_namesOf.clear();
    m_countOf.clear();
}

bool ConnectionCounts::apply(const ConnectionDelta &delta)
{
    bool namesChanged = false;
    for (const ConnectionRemoval &removal : delta.removed)
        namesChanged |= remove(removal.id);
    for (const ConnectionSnapshot &snapshot : delta.added) {
        const ConnectionInfo &info = snapshot.info;
        namesChanged |= m_by == By::Room ? add(info.id, {info.room, snapshot.activity.rooms})
                                         : add(info.id, {info.user, {}});
    }
    if (m_by == By::User) { // a change of a connection concerns its rooms only
        for (const IdentityChange &identity : delta.identities) {
            if (m_namesOf.contains(identity.id))
                namesChanged |= add(identity.id, {identity.user, {}});
        }
        return namesChanged;
    }
    for (const ConnectionChange &change : delta.changed) {
        const auto known = m_namesOf.constFind(change.id);
        if (known != m_namesOf.constEnd() && known->rooms != change.activity.rooms)
            namesChanged |= add(change.id, {known->name, change.activity.rooms});
    }
    return namesChanged;
}

//! Replaces what \a id counted for.
bool ConnectionCounts::add(ConnectionId id, Names names)
{
    bool namesChanged = false;
    if (names.rooms.isNull())
        namesChanged |= count(names.name, 1);
    for (const JoinedRoom &room : names.rooms.list())
        namesChanged |= count(room.name, 1);
    namesChanged |= remove(id); // afterwards, so that a name that stays is not reported
    m_namesOf.insert(id, std::move(names));
    return namesChanged;
}

bool ConnectionCounts::remove(ConnectionId id)
{
    const auto it = m_namesOf.constFind(id);
    if (it == m_namesOf.constEnd())
        return false;
    const Names names = *it;
    m_namesOf.erase(it);
    bool namesChanged = false;
    if (names.rooms.isNull())
        namesChanged |= count(names.name, -1);
    for (const JoinedRoom &room : names.rooms.list())
        namesChanged |= count(room.name, -1);
    return namesChanged;
}

//! Returns whether the name is new or gone.
bool ConnectionCounts::count(const QString &name, int change)
{
    if (name.isEmpty())
        return false;
    qsizetype &connections = m_countOf[name];
    connections += change;
    if (connections > 0)
        return change > 0 && connections == 1;
    m_countOf.remove(name);
    return true;
}

QStringList ConnectionCounts::names() const
{
    QStringList names = m_countOf.keys();
    if (names.size() > MaxNames) {
        std::nth_element(names.begin(), names.begin() + MaxNames, names.end(),
                         [this](const QString &a, const QString &b) { return m_countOf[a] > m_countOf[b]; });
        names.resize(MaxNames);
    }
    std::ranges::sort(names, [](const QString &a, const QString &b) { return compareNames(a, b) < 0; });
    return names;
}

} // namespace signalbox
