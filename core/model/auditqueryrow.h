#pragma once

#include "core/model/auditentry.h"
#include "core/model/queryrow.h"

namespace signalbox {

//! An act as a query sees it. Refers to the entry and lives no longer.
class AuditQueryRow final : public QueryRow
{
public:
    AuditQueryRow(const AuditEntry &entry, WallTime now)
        : m_entry(entry)
        , m_now(now)
    {
    }

    void appendTexts(QueryField field, Texts &texts) const override;
    std::optional<qint64> number(QueryField field) const override;

private:
    const AuditEntry &m_entry;
    WallTime m_now;
};

} // namespace signalbox
