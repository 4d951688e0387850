#pragma once

#include "core/base/clock.h"

#include <QString>

namespace signalbox {

//! One act of an operator, as the audit log keeps it: one for each command, however many connections it was for. All texts
//! are for people, English, and never hold a payload or a secret.
struct AuditEntry
{
    quint64 id = 0; //!< ascending in the order of the log; 0: it is not in a log yet
    WallTime time{};
    QString who{};     //!< name of the token or of the system user; empty: not known
    QString from{};    //!< address of the peer, or `window`
    QString action{};  //!< commandName(), or start, stop, reload, drain
    QString target{};  //!< `connection 17 (user Ann, 10.0.0.5)`
    QString outcome{}; //!< `closed 3, no answer 1`
    QString detail{};  //!< `code 4100, reason "spam"`; may be empty

    static constexpr qsizetype MaxText = 256; //!< characters of each

    friend bool operator==(const AuditEntry &, const AuditEntry &) = default;
};

//! Returns \a entry with texts of at most MaxText characters; what is cut ends in an ellipsis.
AuditEntry bounded(AuditEntry entry);

} // namespace signalbox
