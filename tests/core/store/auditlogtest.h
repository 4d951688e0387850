#pragma once

#include "core/store/auditlog.h"

#include "tests/support/waituntil.h"

#include <mutex>
#include <vector>

namespace signalbox::test {

//! Uses an AuditLog and waits for what it delivers, on the thread of the test.
class AuditReader
{
public:
    //! Returns whether the entry was written.
    bool append(AuditLog &log, const QString &who, WallTime time = wallNow())
    {
        bool isWritten = false;
        log.append({.time = time, .who = who, .action = QStringLiteral("kick")}, m_replies,
                   [&] { isWritten = true; });
        return waitUntil([&] {
            run();
            return isWritten;
        });
    }
    Result<ListPage<AuditEntry>> list(AuditLog &log, const ListParameters &parameters = {})
    {
        const auto request = std::get<ListRequest>(ListRequest::parse(QueryList::Audit, parameters));
        std::optional<Result<ListPage<AuditEntry>>> page;
        log.list(request, m_replies,
                 [&](Result<ListPage<AuditEntry>> &&listed) { page = std::move(listed); });
        waitUntil([&] {
            run();
            return page.has_value();
        });
        return page ? std::move(*page) : Result<ListPage<AuditEntry>>(Error{Error::Code::Busy, {}});
    }
    //! Returns who is named on a page, in its order.
    QStringList names(AuditLog &log, const ListParameters &parameters = {})
    {
        QStringList names;
        const Result<ListPage<AuditEntry>> page = list(log, parameters);
        if (page) {
            for (const AuditEntry &entry : page->rows)
                names += entry.who;
        }
        return names;
    }

private:
    void run()
    {
        std::vector<StoreReplies::Task> tasks;
        {
            const std::scoped_lock lock(m_mutex);
            tasks.swap(m_tasks);
        }
        for (const StoreReplies::Task &task : tasks)
            task();
    }

    std::mutex m_mutex;
    std::vector<StoreReplies::Task> m_tasks;
    StoreReplies m_replies{[this](StoreReplies::Task task) {
        const std::scoped_lock lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }};
};

} // namespace signalbox::test
