#include "core/model/auditentry.h"

namespace signalbox {

AuditEntry bounded(AuditEntry entry)
{
    for (QString *text :
         {&entry.who, &entry.from, &entry.action, &entry.target, &entry.outcome, &entry.detail}) {
        if (text->size() <= AuditEntry::MaxText)
            continue;
        qsizetype kept = AuditEntry::MaxText - 1;
        if (text->at(kept - 1).isHighSurrogate())
            --kept;
        *text = text->first(kept) + QChar(0x2026);
    }
    return entry;
}

} // namespace signalbox
