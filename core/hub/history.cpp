#include "core/hub/history.h"

#include <algorithm>
#include <utility>

namespace signalbox {

void History::add(RoomMessage &&message, TimePoint now, const HistorySettings &settings)
{
    message.dropDeflated();
    const qint64 bytes = message.bytes();
    m_entries.push_back({std::move(message), now, bytes});
    m_bytes += bytes;
    while ((settings.messages > 0 && qint64(m_entries.size()) > settings.messages) ||
           (settings.bytes > 0 && m_bytes > settings.bytes))
        dropOldest();
    expire(now, settings);
}

void History::expire(TimePoint now, const HistorySettings &settings)
{
    while (settings.age.count() > 0 && !m_entries.empty() && now - m_entries.front().addedAt >= settings.age)
        dropOldest();
}

void History::dropOldest()
{
    m_bytes -= m_entries.front().bytes;
    m_entries.pop_front();
}

HistorySlice History::read(const HistoryRange &range, QStringView room)
{
    const quint64 oldest = m_entries.empty() ? range.before : m_entries.front().message.seq();
    const quint64 first = std::max(oldest, range.after + 1); // the lowest seq of the range that is there
    const std::size_t found = range.before <= first ? 0 : std::size_t(range.before - first);
    const std::size_t count = std::min(range.limit.value_or(found), found);
    HistorySlice slice;
    slice.isComplete = (range.limit && count == *range.limit) || oldest <= range.after + 1;
    slice.messages.reserve(count);
    for (quint64 seq = range.before - count; seq < range.before; ++seq)
        slice.messages.push_back(
            m_entries[std::size_t(seq - oldest)].message.envelope(room).payload().toByteArray());
    return slice;
}

} // namespace signalbox
