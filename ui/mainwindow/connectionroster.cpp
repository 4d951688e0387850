#include "ui/mainwindow/connectionroster.h"

#include <algorithm>

namespace signalbox {

void ConnectionRoster::clear()
{
    m_nameOf.clear();
    m_members.clear();
}

bool ConnectionRoster::apply(const ConnectionDelta &delta)
{
    bool namesChanged = false;
    for (const ConnectionRemoval &removal : delta.removed)
        namesChanged |= leave(removal.id);
    for (const ConnectionSnapshot &snapshot : delta.added) {
        namesChanged |= leave(snapshot.info.id);
        const QString &name = m_by == By::Room ? snapshot.info.room : snapshot.info.user;
        m_nameOf.insert(snapshot.info.id, name);
        if (!name.isEmpty() && ++m_members[name] == 1)
            namesChanged = true;
    }
    return namesChanged;
}

bool ConnectionRoster::leave(ConnectionId id)
{
    const auto it = m_nameOf.constFind(id);
    if (it == m_nameOf.constEnd())
        return false;
    const QString name = *it;
    m_nameOf.erase(it);
    const auto members = m_members.find(name);
    if (members == m_members.end() || --*members > 0)
        return false;
    m_members.erase(members);
    return true;
}

QStringList ConnectionRoster::names() const
{
    QStringList names = m_members.keys();
    if (names.size() > MaxNames) {
        std::nth_element(names.begin(), names.begin() + MaxNames, names.end(),
                         [this](const QString &a, const QString &b) { return m_members[a] > m_members[b]; });
        names.resize(MaxNames);
    }
    names.sort(Qt::CaseInsensitive);
    return names;
}

} // namespace signalbox
