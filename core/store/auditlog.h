#pragma once

#include "core/base/result.h"
#include "core/model/auditentry.h"
#include "core/model/listpage.h"
#include "core/store/storereplies.h"

#include <atomic>
#include <functional>
#include <memory>

namespace signalbox {

//! What operators did, the newest MaxAge. Any thread: calls do not wait, and results are delivered on the thread of their
//! StoreReplies.
class AuditLog
{
public:
    static constexpr std::chrono::hours MaxAge{90 * 24};

    //! Called once, when the entry cannot get lost any more. That is also so when it cannot be written now, as the disk is
    //! full: it is tried again, and counted in StoreStats meanwhile.
    using Written = std::function<void()>;
    using Listed = std::function<void(Result<ListPage<AuditEntry>> &&page)>;

    virtual ~AuditLog() = default;

    //! Adds \a entry, without its id.
    virtual void append(AuditEntry entry, const StoreReplies &replies, Written written) = 0;
    //! \a request of QueryList::Audit. Fails with Io when the log cannot be read.
    virtual void list(const ListRequest &request, const StoreReplies &replies, Listed listed) = 0;

protected:
    AuditLog() = default;
    Q_DISABLE_COPY_MOVE(AuditLog)
};

} // namespace signalbox
