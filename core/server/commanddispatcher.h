#pragma once

#include "core/control/actionmerger.h"

#include <QObject>

namespace signalbox {

class AccessKeeper;
class IoWorkerPool;
class OwnerMailbox;

//! Sends commands to the io threads and reports how they ended. Lives on the thread of its Server, which owns
//! it; survives stops and starts.
class CommandDispatcher final : public QObject
{
    Q_OBJECT
public:
    //! \a mailbox is the owner's; all outlive the dispatcher.
    CommandDispatcher(OwnerMailbox &mailbox, AccessKeeper &access);

    //! finished() follows, also when the server is stopped: then every connection is AlreadyGone.
    ActionId run(const Command &command);
    //! The same without a report. Bans and revocations do not change: only who is connected is looked at.
    void post(const Command &command) { send({}, command); }

    //! The outcomes of \a action that are not known by now are NoAnswer; finished() follows unless it was emitted.
    void expire(ActionId action) { m_merger.expire(action); }
    //! Null: the server has stopped; ends all pending actions.
    void setPool(IoWorkerPool *pool);
    //! What an io thread reports.
    void take(const ActionPart &part) { m_merger.take(part); }

Q_SIGNALS:
    //! Emitted exactly once for each run(), never from within it.
    void finished(const signalbox::ActionReport &report);

private:
    void begin(ActionId action, const Command &command);
    //! Returns how many io threads will report a part of \a action.
    std::size_t send(ActionId action, const Command &command);
    void finishLater(ActionReport &&report);

    OwnerMailbox &m_mailbox;
    AccessKeeper &m_access;
    IoWorkerPool *m_pool = nullptr;
    ActionMerger m_merger;
    quint64 m_lastAction = 0;
};

} // namespace signalbox
