#include "core/server/localadminactions.h"

#include "core/config/config.h"
#include "core/hub/shard.h"
#include "core/server/audittrail.h"
#include "core/server/commanddispatcher.h"
#include "core/transport/clientsocket.h"
#include "core/worker/ioworkerpool.h"
#include "core/worker/ownermailbox.h"

#include <QTimer>

#include <utility>

namespace signalbox {

namespace {

constexpr Milliseconds Grace{1000};        // of each deadline, for what the threads need to report
constexpr Milliseconds OtherTimeout{9000}; // of commands that wait for no peer

} // namespace

LocalAdminActions::LocalAdminActions(CommandDispatcher &commands, AuditTrail &trail, OwnerMailbox &mailbox)
    : m_commands(commands)
    , m_trail(trail)
    , m_mailbox(mailbox)
{
}

LocalAdminActions::~LocalAdminActions() = default;

// ---- owner's thread

void LocalAdminActions::start(IoWorkerPool &pool, const Config &config)
{
    m_pool = &pool;
    setConfig(config);
}

void LocalAdminActions::setConfig(const Config &config)
{
    m_maxMessage = config.limits.maxMessage;
    m_closing = config.limits.closing.count() > 0 ? config.limits.closing : ClientSocket::LimitedClosing;
    m_pingTimeout = config.heartbeat.timeout.count() > 0 ? config.heartbeat.timeout : OtherTimeout;
}

void LocalAdminActions::answerAll()
{
    for (auto &[action, waiting] : std::exchange(m_waiting, {})) {
        if (waiting.report)
            waiting.answer(*waiting.report);
    }
}

void LocalAdminActions::stop()
{
    m_waiting.clear();
    m_pool = nullptr;
}

void LocalAdminActions::runOnOwner(const Command &command, Answer &&answer)
{
    const Milliseconds deadline = deadlineFor(command.body);
    const ActionId action = m_commands.run(command);
    m_waiting.emplace(action, Waiting{std::move(answer), {}});
    QTimer::singleShot(deadline, this, [this, action] { m_commands.expire(action); });
}

Milliseconds LocalAdminActions::deadlineFor(const CommandBody &body) const
{
    if (std::holds_alternative<Kick>(body) || std::holds_alternative<Close>(body))
        return m_closing + Grace;
    return (std::holds_alternative<Ping>(body) ? m_pingTimeout : OtherTimeout) + Grace;
}

void LocalAdminActions::commandFinished(const ActionReport &report)
{
    const auto found = m_waiting.find(report.action);
    if (found == m_waiting.end()) {
        m_trail.commandFinished(report);
        return;
    }
    found->second.report = report;
    m_trail.commandFinished(report, [this, action = report.action] { recorded(action); });
}

void LocalAdminActions::recorded(ActionId action)
{
    if (const auto waiting = m_waiting.extract(action)) // else the server has stopped meanwhile
        waiting.mapped().answer(*waiting.mapped().report);
}

// ---- admin thread

void LocalAdminActions::begin(IoLoop &loop)
{
    m_post.emplace(loop);
    m_replies.emplace([post = *m_post](StoreReplies::Task task) { post.post(std::move(task)); });
}

void LocalAdminActions::end()
{
    m_replies.reset();
    m_post->close();
    m_running.clear();
}

void LocalAdminActions::run(const Command &command, Ran ran)
{
    const QString name = command.actor.name;
    if (m_running.value(name) >= MaxRunning) {
        ran(Error{Error::Code::Busy,
                  QStringLiteral("too many requests of this token wait for their outcome")});
        return;
    }
    ++m_running[name];
    Answer answer = [this, name, post = *m_post, ran = std::move(ran)](const ActionReport &report) {
        post.post([this, name, ran, report] {
            if (--m_running[name] == 0)
                m_running.remove(name);
            ran(report);
        });
    };
    m_mailbox.post(
        [this, command, answer = std::move(answer)]() mutable { runOnOwner(command, std::move(answer)); });
}

void LocalAdminActions::ask(const QString &room, Answered &&answered,
                            std::function<void(Hub &hub, Hub::Answered answered)> question)
{
    m_pool->post(shardOf(room, m_pool->size()), [post = *m_post, answered = std::move(answered),
                                                 question = std::move(question)](WorkerCore &core) {
        question(core.hub(), [post, answered](const RoomAnswer &answer) {
            post.post([answered, answer] { answered(answer); });
        });
    });
}

void LocalAdminActions::describeRoom(const QString &room, Answered answered)
{
    ask(room, std::move(answered),
        [room](Hub &hub, Hub::Answered shown) { hub.describe(room, std::move(shown)); });
}

void LocalAdminActions::listMembers(const QString &room, const PresenceRequest &request, Answered answered)
{
    ask(room, std::move(answered), [room, request](Hub &hub, Hub::Answered listed) {
        hub.listMembers(room, request, std::move(listed));
    });
}

void LocalAdminActions::readHistory(const QString &room, const HistoryRequest &request, Answered answered)
{
    ask(room, std::move(answered),
        [room, request](Hub &hub, Hub::Answered read) { hub.readHistory(room, request, std::move(read)); });
}

void LocalAdminActions::listAudit(const ListRequest &request, Audited audited)
{
    m_trail.log().list(
        request, *m_replies,
        [audited = std::move(audited)](Result<ListPage<AuditEntry>> &&page) { audited(page); });
}

} // namespace signalbox
