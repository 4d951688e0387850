#pragma once

#include "core/cluster/directoryrequest.h"

#include <atomic>
#include <vector>

namespace signalbox {

//! What clients of other nodes have caused and an io thread of this one has not handled yet: nobody waits for it, so it has to be bounded
//! here. Thread-safe.
class DirectoryBacklog final
{
public:
    //! Removes from \a events what may be lost while the backlog is too large: joined and left, which are hints, and direct
    //! messages, which are delivered at most once. Returns the bytes of the others, for remove().
    qint64 add(std::vector<DirectoryEvent> &events)
    {
        if (m_bytes.load() >= MaxBytes)
            std::erase_if(events, [](const DirectoryEvent &event) { return bytesOf(event) > 0; });
        qint64 bytes = 0;
        for (const DirectoryEvent &event : events)
            bytes += bytesOf(event);
        m_bytes.fetch_add(bytes);
        return bytes;
    }
    //! Events of \a bytes have been handled.
    void remove(qint64 bytes) { m_bytes.fetch_sub(bytes); }

    static constexpr qint64 MaxBytes = 4 * 1024 * 1024;

private:
    static constexpr qint64 Overhead = 256; //!< roughly, of an event beside its texts

    //! 0: the answer to a request of this node, which is bounded by the credit of its clients.
    static qint64 bytesOf(const DirectoryEvent &event)
    {
        if (const auto *direct = std::get_if<DirectFromElsewhere>(&event))
            return Overhead + direct->content.json.size();
        return std::holds_alternative<MemberElsewhere>(event) ? Overhead : 0;
    }

    std::atomic<qint64> m_bytes{0};
};

} // namespace signalbox
