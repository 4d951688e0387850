#pragma once

#include "core/base/result.h"
#include "core/hub/clientdelivery.h"
#include "core/model/auditentry.h"
#include "core/model/command.h"
#include "core/model/listpage.h"

#include <functional>

namespace signalbox {

//! What the admin API does with connections and rooms, and what it asks about single rooms. Called on the admin thread; each
//! callback is called there exactly once, or dropped with the thread. Implemented in core/server.
class AdminActions
{
public:
    //! The report comes when all outcomes are known: of a Kick or Close after limits.closing (3 s where it is 0) and a second
    //! at the latest, what is not known by then being NoAnswer; and when the act is in the audit log. Fails with Busy when
    //! the actor has MaxRunning commands that have not ended.
    using Ran = std::function<void(const Result<ActionReport> &report)>;
    using Answered = std::function<void(const RoomAnswer &answer)>;
    using Audited = std::function<void(const Result<ListPage<AuditEntry>> &page)>;

    static constexpr int MaxRunning = 32; //!< commands of one actor, by name

    virtual ~AdminActions() = default;

    virtual void run(const Command &command, Ran ran) = 0;
    virtual void describeRoom(const QString &room, Answered answered) = 0;
    virtual void listMembers(const QString &room, const PresenceRequest &request, Answered answered) = 0;
    virtual void readHistory(const QString &room, const HistoryRequest &request, Answered answered) = 0;
    //! \a request of QueryList::Audit.
    virtual void listAudit(const ListRequest &request, Audited audited) = 0;

    //! limits.max_message: bytes of a message; 0: no limit.
    virtual qint64 maxMessage() const = 0;

    //! The admin thread ends: no callback is called any more.
    virtual void end() = 0;
};

} // namespace signalbox
