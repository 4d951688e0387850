#include "core/policy/roompatterns.h"

#include <algorithm>

namespace signalbox {

namespace {

//! The first and the last part are at the ends. Each other part may be taken at its first place behind the part before:
//! that leaves the most for the rest.
bool matchesParts(const QStringList &parts, QStringView room)
{
    const QString &first = parts.front();
    const QString &last = parts.back();
    if (parts.size() == 1)
        return room == first;
    if (room.size() < first.size() + last.size() || !room.startsWith(first) || !room.endsWith(last))
        return false;
    const QStringView middle = room.chopped(last.size());
    qsizetype at = first.size();
    for (qsizetype part = 1; part + 1 < parts.size(); ++part) {
        const qsizetype found = middle.indexOf(parts[part], at);
        if (found < 0)
            return false;
        at = found + parts[part].size();
    }
    return true;
}

} // namespace

RoomPatterns::RoomPatterns(const QStringList &patterns)
    : m_texts(patterns)
{
    m_parts.reserve(std::size_t(patterns.size()));
    for (const QString &pattern : patterns)
        m_parts.push_back(pattern.split(u'*'));
}

bool RoomPatterns::matches(QStringView room) const
{
    return std::ranges::any_of(m_parts,
                               [room](const QStringList &parts) { return matchesParts(parts, room); });
}

} // namespace signalbox
