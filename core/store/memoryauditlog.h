#pragma once

#include "core/store/auditlog.h"

#include <deque>
#include <mutex>

namespace signalbox {

//! The newest MaxEntries acts in memory. Forgotten with the process. Locked for as long as one call takes.
class MemoryAuditLog final : public AuditLog
{
public:
    static constexpr std::size_t MaxEntries = 10'000;

    void append(AuditEntry entry, const StoreReplies &replies, Written written) override;
    void list(const ListRequest &request, const StoreReplies &replies, Listed listed) override;

private:
    mutable std::mutex m_mutex;
    std::deque<AuditEntry> m_entries; //!< ascending ids
    quint64 m_lastId = 0;
};

} // namespace signalbox
