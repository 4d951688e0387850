#pragma once

#include "core/model/command.h"
#include "core/model/serverevent.h"
#include "core/store/auditlog.h"

#include <functional>
#include <memory>

namespace signalbox {

class OwnerMailbox;
class Store;
struct SharedState;

//! Records what operators do to a Server: in its audit log, and acts on the server as a whole also among its events and in
//! its metrics, where commands are recorded by others. Lives on the thread of the server, which owns it.
class AuditTrail final
{
public:
    //! Both outlive it. The log is in memory.
    AuditTrail(SharedState &shared, OwnerMailbox &mailbox);
    ~AuditTrail();
    Q_DISABLE_COPY_MOVE(AuditTrail)

    //! From now on the log is in \a store, which outlives the trail; null: in memory.
    void setStore(Store *store);
    //! Any thread may use it until setStore() is called, which happens while no other thread of the server runs.
    AuditLog &log() { return *m_log; }

    using Recorded = std::function<void()>;
    //! A command of a console or of the API has ended. \a recorded is called on this thread when that is in the log.
    void commandFinished(const ActionReport &report, Recorded recorded = {});
    //! \a failure: why it had no effect; empty: it had.
    void acted(const Actor &actor, AdminAct::What what, const QString &failure = {}, Recorded recorded = {});

private:
    void append(AuditEntry &&entry, Recorded &&recorded);

    SharedState &m_shared;
    StoreReplies m_replies;
    std::unique_ptr<AuditLog> m_log;
};

} // namespace signalbox
