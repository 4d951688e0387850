#include "ui/mainwindow/connectioncounts.h"

#include "ui/connections/nameorder.h"

#include <algorithm>

namespace signalbox {

void ConnectionCounts::clear()
{
    m_nameOf.clear();
    m_countOf.clear();
}

bool ConnectionCounts::apply(const ConnectionDelta &delta)
{
    bool namesChanged = false;
    for (const ConnectionRemoval &removal : delta.removed)
        namesChanged |= remove(removal.id);
    for (const ConnectionSnapshot &snapshot : delta.added) {
        namesChanged |= remove(snapshot.info.id);
        const QString &name = m_by == By::Room ? snapshot.info.room : snapshot.info.user;
        m_nameOf.insert(snapshot.info.id, name);
        if (!name.isEmpty() && ++m_countOf[name] == 1)
            namesChanged = true;
    }
    return namesChanged;
}

bool ConnectionCounts::remove(ConnectionId id)
{
    const auto it = m_nameOf.constFind(id);
    if (it == m_nameOf.constEnd())
        return false;
    const QString name = *it;
    m_nameOf.erase(it);
    const auto count = m_countOf.find(name);
    if (count == m_countOf.end() || --*count > 0)
        return false;
    m_countOf.erase(count);
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
