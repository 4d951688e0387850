#pragma once

#include "core/admin/adminactions.h"
#include "core/hub/hub.h"
#include "core/loop/looppost.h"
#include "core/store/storereplies.h"

#include <QHash>
#include <QObject>

#include <atomic>
#include <optional>
#include <unordered_map>

namespace signalbox {

class AuditTrail;
class CommandDispatcher;
class IoWorkerPool;
class OwnerMailbox;
struct Config;

//! AdminActions for a Server in the same process. Lives on the thread of the server, which owns it; a run of the admin
//! thread is between start() and stop().
class LocalAdminActions final : public QObject, public AdminActions
{
    Q_OBJECT
public:
    //! All outlive it.
    LocalAdminActions(CommandDispatcher &commands, AuditTrail &trail, OwnerMailbox &mailbox);
    ~LocalAdminActions() override;

    // ---- owner's thread
    //! The admin thread is about to start. \a pool runs, and outlives the thread.
    void start(IoWorkerPool &pool, const Config &config);
    void setConfig(const Config &config);
    //! The server stops: what waits is answered, as far as the admin thread is still there.
    void answerAll();
    //! The admin thread has ended.
    void stop();
    //! A command has ended: records it, and answers who has run it here.
    void commandFinished(const ActionReport &report);

    // ---- admin thread
    //! Before the first request. \a loop is that of the thread.
    void begin(IoLoop &loop);
    void run(const Command &command, Ran ran) override;
    void describeRoom(const QString &room, Answered answered) override;
    void listMembers(const QString &room, const PresenceRequest &request, Answered answered) override;
    void readHistory(const QString &room, const HistoryRequest &request, Answered answered) override;
    void listAudit(const ListRequest &request, Audited audited) override;
    qint64 maxMessage() const override { return m_maxMessage; }
    void end() override;

private:
    //! Called on the owner's thread; carries the report to the admin thread.
    using Answer = std::function<void(const ActionReport &report)>;
    struct Waiting
    {
        Answer answer;
        std::optional<ActionReport> report; //!< it has ended, and is being recorded
    };

    void runOnOwner(const Command &command, Answer &&answer);
    Milliseconds deadlineFor(const CommandBody &body) const;
    void recorded(ActionId action);
    void ask(const QString &room, Answered &&answered,
             std::function<void(Hub &hub, Hub::Answered answered)> question);

    CommandDispatcher &m_commands;
    AuditTrail &m_trail;
    OwnerMailbox &m_mailbox;
    std::atomic<qint64> m_maxMessage{0};

    // Owner's thread.
    std::unordered_map<ActionId, Waiting> m_waiting;
    Milliseconds m_closing{};
    Milliseconds m_pingTimeout{};

    // Admin thread; the pool is set while that does not run.
    IoWorkerPool *m_pool = nullptr;
    std::optional<LoopPost> m_post;
    std::optional<StoreReplies> m_replies;
    QHash<QString, int> m_running; //!< commands that have not ended, by the name of their actor
};

} // namespace signalbox
