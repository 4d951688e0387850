#pragma once

#include "core/store/auditlog.h"

namespace signalbox {

class Store;

//! The acts in the file of a Store, on the disk before they count as written. At most MaxEntries are kept.
class AuditStore final : public AuditLog
{
public:
    static constexpr qint64 MaxEntries = 1'000'000;
    //! Entries that a list looks at in one read, so that writes do not wait long for it.
    static constexpr qint64 EntriesARead = 2'000;

    //! \a store outlives it. Removes what is too old.
    explicit AuditStore(Store &store);

    void append(AuditEntry entry, const StoreReplies &replies, Written written) override;
    void list(const ListRequest &request, const StoreReplies &replies, Listed listed) override;

private:
    Store &m_store;
};

} // namespace signalbox
