#pragma once

#include "core/model/auditentry.h"
#include "core/model/command.h"

namespace signalbox {

//! Returns the entry of the audit log for a command that has ended at \a time.
AuditEntry auditEntryOf(const ActionReport &report, WallTime time);
//! Returns an entry of \a actor without target and outcome.
AuditEntry auditEntryOf(const Actor &actor, const QString &action, WallTime time);

} // namespace signalbox
