#pragma once

#include "core/model/auditqueryrow.h"
#include "core/model/listpage.h"

namespace signalbox {

//! Makes one page of the acts that it is shown. A value.
class AuditPage
{
public:
    AuditPage(const ListRequest &request, WallTime now)
        : m_request(request)
        , m_part(request)
        , m_now(now)
    {
    }

    void add(const AuditEntry &entry)
    {
        const AuditQueryRow row(entry, m_now);
        if (m_request.filter.accepts(row))
            m_part.add(m_part.order().positionOf(row, entry.id), [&] { return entry; });
    }
    ListPage<AuditEntry> take() { return m_part.take(m_request); }

private:
    ListRequest m_request;
    ListPart<AuditEntry> m_part;
    WallTime m_now;
};

} // namespace signalbox
