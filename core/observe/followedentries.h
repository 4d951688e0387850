#pragma once

#include "core/base/memorycounter.h"
#include "core/model/messagelog.h"

#include <unordered_map>

namespace signalbox {

//! The entries of followed connections that wait to be taken, oldest first. Bounded by MaxBytes: a connection may have as
//! much waiting as is free, so that one of them leaves room for the others. What does not fit becomes one Gap behind the
//! other entries of its connection, which counts until it is taken. Lives on one thread.
class FollowedEntries
{
public:
    //! \a shared: counts the bytes of all queues that share MaxBytes, and outlives this one; null: there is no other.
    explicit FollowedEntries(MemoryCounter *shared = nullptr)
        : m_counter(shared ? *shared : m_own)
    {
    }
    ~FollowedEntries() { clear(); }
    Q_DISABLE_COPY_MOVE(FollowedEntries)

    static constexpr qint64 MaxBytes = 128 * 1024 * 1024;
    //! What an entry counts beside its payload.
    static constexpr qint64 EntryCost = qint64(sizeof(LogEntry)) + 64;

    //! Whether an entry of \a client with so many bytes of payload fits.
    bool hasRoom(ConnectionId client, qint64 payload) const;
    //! Appends \a entry, which is left out if there is no room for it. A Gap is added to the one that is the last of its
    //! connection.
    void add(LogEntry &&entry);
    //! Counts a message of \a size bytes in the Gap of \a client; false: it has none.
    bool extendGap(ConnectionId client, qint64 size) { return extendGap(client, 1, size); }
    void clear();

    bool isEmpty() const { return m_first == m_entries.size(); }
    //! Not if it is empty.
    const LogEntry &front() const { return m_entries[m_first]; }
    //! Appends the oldest entries to \a entries: at most \a most, with \a mostBytes of payload, but at least one.
    void take(std::vector<LogEntry> &entries, std::size_t most, qint64 mostBytes);
    //! Appends all entries.
    void takeAll(std::vector<LogEntry> &entries);

private:
    struct Share
    {
        qint64 bytes = 0;
        std::size_t gap = NoGap; //!< in m_entries
    };
    static constexpr std::size_t NoGap = ~std::size_t(0);

    bool extendGap(ConnectionId client, quint64 messages, qint64 size);
    void leaveOut(LogEntry &&gap);
    void append(LogEntry &&entry);
    void forget(const LogEntry &entry);
    void dropTaken();

    MemoryCounter m_own;
    MemoryCounter &m_counter;
    std::vector<LogEntry> m_entries;
    std::size_t m_first = 0; //!< of m_entries: those before it are taken
    std::unordered_map<ConnectionId, Share> m_shares;
};

} // namespace signalbox
