#include "core/hub/history.h"

#include "core/base/allocation.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

// std::deque of libstdc++ allocates nodes of 512 bytes, or of one element if that is larger.
template <typename Element>
constexpr qint64 bytesInDeque()
{
    constexpr qint64 perNode = std::max<qint64>(512 / sizeof(Element), 1);
    return allocatedBytes(perNode * qint64(sizeof(Element))) / perNode;
}

// What std::make_shared allocates: the value behind two counters and a pointer to functions.
template <typename Value>
constexpr qint64 bytesOfShared()
{
    return allocatedBytes(qint64(sizeof(Value)) + 16);
}

} // namespace

History::~History()
{
    clear();
}

//! What \a message takes beside a \a neighbour (null: none). Most messages of a room come from few users, and share the names
//! of those.
qint64 History::bytesOf(const RoomMessage &message, const RoomMessage *neighbour)
{
    const bool sharesUser = neighbour && neighbour->user().constData() == message.user().constData();
    return bytesInDeque<Entry>() + bytesOfShared<RoomMessage>() + message.bytes() -
           (sharesUser ? allocatedBytes(message.user()) : 0);
}

void History::add(RoomMessage &&message, TimePoint now, const HistorySettings &settings)
{
    message.dropConverted();
    const qint64 bytes = bytesOf(message, m_entries.empty() ? nullptr : m_entries.back().message.get());
    m_entries.push_back({std::make_shared<const RoomMessage>(std::move(message)), now, bytes});
    m_entries.back().message->setKept(true);
    m_bytes += bytes;
    while (isTooMuch(settings))
        dropOldest();
    expire(now, settings);
}

void History::prepend(StoredMessages &&messages, TimePoint now, WallTime wallNow,
                      const HistorySettings &settings)
{
    while (!messages.empty()) {
        const std::shared_ptr<const RoomMessage> message = std::move(messages.back());
        messages.pop_back();
        const qint64 bytes = bytesOf(*message, m_entries.empty() ? nullptr : m_entries.front().message.get());
        // The wall clock may have been set back.
        const Milliseconds age = std::max(wallNow - message->time(), Milliseconds(0));
        m_entries.push_front({message, now - age, bytes});
        message->setKept(true);
        m_bytes += bytes;
        if (isTooMuch(settings)) {
            dropOldest();
            break;
        }
    }
    expire(now, settings);
}

bool History::isTooMuch(const HistorySettings &settings) const
{
    return (settings.messages > 0 && qint64(m_entries.size()) > settings.messages) ||
           (settings.bytes > 0 && m_bytes > settings.bytes);
}

void History::expire(TimePoint now, const HistorySettings &settings)
{
    while (settings.age.count() > 0 && !m_entries.empty() && now - m_entries.front().addedAt >= settings.age)
        dropOldest();
}

void History::dropOldest(qint64 bytes)
{
    const qint64 most = m_bytes - bytes;
    do {
        if (m_entries.empty())
            return;
        dropOldest();
    } while (m_bytes > most);
}

void History::clear()
{
    while (!m_entries.empty())
        dropOldest();
}

void History::dropOldest()
{
    m_bytes -= m_entries.front().bytes;
    m_entries.front().message->setKept(false);
    m_entries.pop_front();
}

HistorySlice History::read(const HistoryRange &range, QStringView room) const
{
    const quint64 oldest = m_entries.empty() ? range.before : m_entries.front().message->seq();
    const std::size_t found = range.before <= oldest ? 0 : std::size_t(range.before - oldest);
    const std::size_t most = std::min(range.limit.value_or(found), found);
    HistorySlice slice;
    qsizetype bytes = 0;
    while (slice.messages.size() < most) {
        const quint64 seq = range.before - 1 - slice.messages.size();
        QByteArray message = m_entries[std::size_t(seq - oldest)].message->envelopeText(room);
        bytes += message.size() + 1; // a comma between two
        if (range.maxBytes && bytes > *range.maxBytes && !slice.messages.empty())
            break;
        slice.messages.push_back(std::move(message));
    }
    std::ranges::reverse(slice.messages);
    const std::size_t count = slice.messages.size();
    if (count > 0 && count < found)
        slice.next = range.before - count;
    slice.isComplete = (range.limit && count == *range.limit) || count < most || oldest <= 1;
    return slice;
}

StoredMessages History::readBehind(quint64 seq, qint64 maxBytes) const
{
    StoredMessages messages;
    if (m_entries.empty())
        return messages;
    const quint64 oldest = m_entries.front().message->seq();
    qint64 bytes = 0;
    for (std::size_t i = seq < oldest ? 0 : std::size_t(seq - oldest + 1); i < m_entries.size(); ++i) {
        bytes += m_entries[i].bytes;
        if (bytes > maxBytes && !messages.empty())
            break;
        messages.push_back(m_entries[i].message);
    }
    return messages;
}

} // namespace signalbox
