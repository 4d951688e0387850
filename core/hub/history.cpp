#include "core/hub/history.h"

#include <algorithm>

namespace signalbox {

void History::add(const RoomMessage &message, TimePoint now, const HistorySettings &settings)
{
    m_kept.push_back({message, now, message.bytes()});
    m_bytes += m_kept.back().bytes;
    while ((settings.messages > 0 && qint64(m_kept.size()) > settings.messages) ||
           (settings.bytes > 0 && m_bytes > settings.bytes))
        dropOldest();
    expire(now, settings);
}

void History::expire(TimePoint now, const HistorySettings &settings)
{
    while (settings.age.count() > 0 && !m_kept.empty() && now - m_kept.front().at >= settings.age)
        dropOldest();
}

void History::dropOldest()
{
    m_bytes -= m_kept.front().bytes;
    m_kept.pop_front();
}

History::Slice History::since(quint64 seq, quint64 last, QStringView room)
{
    const quint64 missed = last - std::min(seq, last);
    const std::size_t there = std::size_t(std::min<quint64>(missed, m_kept.size()));
    return {listed(m_kept.size() - there, there, room), there == missed};
}

History::Slice History::before(quint64 before, std::optional<std::size_t> limit, QStringView room)
{
    const quint64 first = m_kept.empty() ? before : m_kept.front().message.seq();
    const std::size_t there = before <= first ? 0 : std::min(std::size_t(before - first), m_kept.size());
    const std::size_t count = limit ? std::min(*limit, there) : there;
    // Numbers count from 1: those are all there ever were.
    const bool isComplete = (limit && count == *limit) || first <= 1;
    return {listed(there - count, count, room), isComplete};
}

std::vector<QByteArray> History::listed(std::size_t first, std::size_t count, QStringView room)
{
    std::vector<QByteArray> messages;
    messages.reserve(count);
    for (std::size_t i = first; i < first + count; ++i)
        messages.push_back(m_kept[i].message.envelope(room).payload().toByteArray());
    return messages;
}

} // namespace signalbox
