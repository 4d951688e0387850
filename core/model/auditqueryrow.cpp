#include "core/model/auditqueryrow.h"

#include <array>
#include <utility>

namespace signalbox {

void AuditQueryRow::appendTexts(QueryField field, Texts &texts) const
{
    const std::array fields{
        std::pair(QueryField::Who, &m_entry.who), std::pair(QueryField::From, &m_entry.from),
        std::pair(QueryField::Action, &m_entry.action), std::pair(QueryField::ActTarget, &m_entry.target),
        std::pair(QueryField::ActOutcome, &m_entry.outcome)};
    for (const auto &[named, text] : fields) {
        if (field == named || field == QueryField::Any)
            texts.append(*text);
    }
    if (field == QueryField::Any)
        texts.append(m_entry.detail);
}

std::optional<qint64> AuditQueryRow::number(QueryField field) const
{
    if (field != QueryField::Age)
        return std::nullopt;
    return std::chrono::duration_cast<Nanoseconds>(m_now - m_entry.time).count();
}

} // namespace signalbox
