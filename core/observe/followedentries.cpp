#include "core/observe/followedentries.h"

#include <limits>
#include <utility>

namespace signalbox {

bool FollowedEntries::hasRoom(ConnectionId client, qint64 payload) const
{
    const auto found = m_shares.find(client);
    const Share share = found == m_shares.end() ? Share() : found->second;
    return share.gap == NoGap && share.bytes + payload + EntryCost <= MaxBytes - m_counter.bytes();
}

void FollowedEntries::add(LogEntry &&entry)
{
    if (entry.kind == MessageKind::Gap) {
        leaveOut(std::move(entry));
    } else if (hasRoom(entry.connection, entry.payload.size())) {
        append(std::move(entry));
    } else {
        entry.kind = MessageKind::Gap;
        entry.messages = 1;
        entry.payload.clear();
        leaveOut(std::move(entry));
    }
}

bool FollowedEntries::extendGap(ConnectionId client, quint64 messages, qint64 size)
{
    const auto share = m_shares.find(client);
    if (share == m_shares.end() || share->second.gap == NoGap)
        return false;
    LogEntry &gap = m_entries[share->second.gap];
    gap.messages += messages;
    gap.size += size;
    return true;
}

void FollowedEntries::leaveOut(LogEntry &&gap)
{
    if (extendGap(gap.connection, gap.messages, gap.size))
        return;
    m_shares[gap.connection].gap = m_entries.size();
    append(std::move(gap)); // one a connection, whatever is free
}

void FollowedEntries::append(LogEntry &&entry)
{
    const qint64 bytes = entry.payload.size() + EntryCost;
    m_shares[entry.connection].bytes += bytes;
    m_counter.add(bytes);
    m_entries.push_back(std::move(entry));
}

void FollowedEntries::forget(const LogEntry &entry)
{
    const qint64 bytes = entry.payload.size() + EntryCost;
    m_counter.add(-bytes);
    const auto share = m_shares.find(entry.connection);
    share->second.bytes -= bytes;
    if (share->second.bytes == 0) // its last entry, and a Gap is always the last
        m_shares.erase(share);
}

void FollowedEntries::clear()
{
    std::vector<LogEntry> dropped;
    takeAll(dropped);
}

void FollowedEntries::takeAll(std::vector<LogEntry> &entries)
{
    take(entries, std::numeric_limits<std::size_t>::max(), std::numeric_limits<qint64>::max());
}

void FollowedEntries::take(std::vector<LogEntry> &entries, std::size_t most, qint64 mostBytes)
{
    qint64 bytes = 0;
    std::size_t last = m_first;
    for (; last < m_entries.size() && last - m_first < most; ++last) {
        bytes += m_entries[last].payload.size();
        if (bytes > mostBytes && last > m_first)
            break;
        forget(m_entries[last]);
    }
    if (m_first == 0 && last == m_entries.size() && entries.empty()) {
        entries = std::exchange(m_entries, {});
        return;
    }
    entries.insert(entries.end(), std::make_move_iterator(m_entries.begin() + std::ptrdiff_t(m_first)),
                   std::make_move_iterator(m_entries.begin() + std::ptrdiff_t(last)));
    m_first = last;
    if (m_first > m_entries.size() / 2)
        dropTaken();
}

void FollowedEntries::dropTaken()
{
    m_entries.erase(m_entries.begin(), m_entries.begin() + std::ptrdiff_t(m_first));
    for (auto &[client, share] : m_shares) {
        if (share.gap != NoGap)
            share.gap -= m_first;
    }
    m_first = 0;
}

} // namespace signalbox
