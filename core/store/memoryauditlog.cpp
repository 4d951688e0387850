#include "core/store/memoryauditlog.h"

#include "core/store/auditpage.h"

#include <utility>

namespace signalbox {

void MemoryAuditLog::append(AuditEntry entry, const StoreReplies &replies, Written written)
{
    {
        const std::scoped_lock lock(m_mutex);
        const WallTime oldest = entry.time - MaxAge;
        entry.id = ++m_lastId;
        m_entries.push_back(std::move(entry));
        while (m_entries.size() > MaxEntries || m_entries.front().time < oldest)
            m_entries.pop_front();
    }
    StoreReplies::Target::deliver(replies.target(), std::move(written));
}

void MemoryAuditLog::list(const ListRequest &request, const StoreReplies &replies, Listed listed)
{
    const WallTime now = wallNow();
    AuditPage page(request, now);
    {
        const std::scoped_lock lock(m_mutex);
        for (const AuditEntry &entry : m_entries) {
            if (entry.time >= now - MaxAge)
                page.add(entry);
        }
    }
    StoreReplies::Target::deliver(
        replies.target(),
        [listed = std::move(listed), found = page.take()]() mutable { listed(std::move(found)); });
}

} // namespace signalbox
