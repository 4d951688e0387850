#include "core/server/commanddispatcher.h"

#include "core/server/accesskeeper.h"
#include "core/worker/ioworkerpool.h"
#include "core/worker/ownermailbox.h"

namespace signalbox {

namespace {

ServerMessage messageOf(const Command &command)
{
    if (const auto *send = std::get_if<Send>(&command.body))
        return PreparedMessage(send->type == MessageType::Text ? Opcode::Text : Opcode::Binary,
                               send->payload);
    if (const auto *publish = std::get_if<Publish>(&command.body)) {
        const auto encoding = publish->isBase64 ? ContentEncoding::Base64 : ContentEncoding::Json;
        return {EnvelopeContent{publish->content, encoding}, command.actor.name};
    }
    return {};
}

} // namespace

CommandDispatcher::CommandDispatcher(OwnerMailbox &mailbox, AccessKeeper &access)
    : m_mailbox(mailbox)
    , m_access(access)
    , m_merger([this](const ActionReport &report) { Q_EMIT finished(report); })
{
}

void CommandDispatcher::setPool(IoWorkerPool *pool)
{
    m_pool = pool;
    if (!pool)
        m_merger.abandon();
}

ActionId CommandDispatcher::run(const Command &command)
{
    const ActionId action(++m_lastAction);
    if (!isAboutAccess(command.body)) {
        begin(action, command);
        return action;
    }
    m_access.run(command, [this, action, command](Result<CommandBody> &&done) {
        if (done)
            begin(action, {command.actor, *std::move(done), command.filter});
        else
            finishLater({.action = action, .command = command, .failure = done.error().text});
    });
    return action;
}

void CommandDispatcher::begin(ActionId action, const Command &command)
{
    if (const std::size_t parts = send(action, command); parts > 0)
        m_merger.begin(action, command, parts);
    else
        finishLater({.action = action, .command = command, .outcomes = missingOutcomes(command)});
}

void CommandDispatcher::finishLater(ActionReport &&report)
{
    m_mailbox.post([this, report = std::move(report)] { Q_EMIT finished(report); });
}

std::size_t CommandDispatcher::send(ActionId action, const Command &command)
{
    if (!m_pool)
        return 0;
    CommandRequest request{action, command, messageOf(command), {}};
    const auto *ids = std::get_if<std::vector<ConnectionId>>(&targetOf(command.body));
    if (!ids || isAboutAccess(command.body)) {
        request.completion = std::make_shared<CompletionCounter>(m_pool->size());
        m_pool->postToAll([request](WorkerCore &core) { core.commands().run(request); });
        return m_pool->size();
    }
    std::vector<std::vector<ConnectionId>> idsOfWorker(m_pool->size());
    for (ConnectionId id : *ids)
        idsOfWorker[m_pool->workerOf(id)].push_back(id);
    std::size_t parts = 0;
    for (std::size_t worker = 0; worker < idsOfWorker.size(); ++worker) {
        if (idsOfWorker[worker].empty())
            continue;
        ++parts;
        setTarget(request.command.body, std::move(idsOfWorker[worker]));
        m_pool->post(worker, [request](WorkerCore &core) { core.commands().run(request); });
    }
    return parts;
}

} // namespace signalbox
