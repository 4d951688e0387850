#include "core/server/serverfeed.h"

#include "core/server/ioworker.h"
#include "core/server/ownermailbox.h"

namespace signalbox {

ServerFeed::ServerFeed(SharedState &shared, OwnerMailbox &mailbox)
    : m_shared(shared)
    , m_mailbox(mailbox)
{
}

ServerFeed::~ServerFeed() = default;

void ServerFeed::setWorker(IoWorker *worker)
{
    m_worker = worker;
    m_measuring = false;
    if (m_watchesConnections)
        watchConnections(true);
    if (m_watchesMessages)
        watchMessages(true);
}

void ServerFeed::watchConnections(bool on)
{
    m_watchesConnections = on;
    if (on)
        Q_EMIT connectionsReset();
    if (!m_worker)
        return;
    // Batches of the watch before may be on their way: they belong to a list that has just been voided.
    m_worker->post([on, number = ++m_watchNumber](WorkerCore &core) { core.watchConnections(on, number); });
}

void ServerFeed::watchMessages(bool on)
{
    m_watchesMessages = on;
    if (m_worker)
        m_worker->post([on](WorkerCore &core) { core.watchMessages(on); });
}

void ServerFeed::requestStats()
{
    if (std::exchange(m_measuring, true))
        return;
    if (m_worker) {
        m_worker->post([this](WorkerCore &core) {
            ServerStats stats;
            core.measure(stats);
            m_mailbox.post([this, stats] { takeStats(stats); });
        });
    } else {
        m_mailbox.post([this] { takeStats({}); });
    }
}

void ServerFeed::takeStats(ServerStats stats)
{
    m_measuring = false;
    stats.at = Clock::now();
    for (const ServerCounters &counters : m_shared.counters.all()) {
        stats.messagesIn += counters.in.messages();
        stats.messagesOut += counters.out.messages();
        stats.bytesIn += counters.in.bytes.value();
        stats.bytesOut += counters.out.bytes.value();
        stats.accepted += counters.accepted.total();
        stats.refused += counters.rejected.total();
    }
    Q_EMIT statsMeasured(stats);
}

void ServerFeed::takeDelta(quint64 watch, const ConnectionDelta &delta)
{
    if (!m_worker || !m_watchesConnections || watch != m_watchNumber)
        return;
    Q_EMIT connectionsChanged(delta);
    // Acknowledged when shown: a slot may have ended the watch or the server.
    if (m_worker && watch == m_watchNumber)
        m_worker->post([](WorkerCore &core) { core.acknowledgeDelta(); });
}

void ServerFeed::takeLog(const LogBatch &batch)
{
    if (!m_worker || !m_watchesMessages)
        return;
    Q_EMIT messagesLogged(batch);
    if (m_worker)
        m_worker->post([](WorkerCore &core) { core.acknowledgeLog(); });
}

ActionId ServerFeed::kick(const std::vector<ConnectionId> &ids, const CloseReason &reason)
{
    return command(ActionKind::Kick, ids, [ids, reason](Commands &commands, ActionId action) {
        commands.kick(action, ids, reason);
    });
}

ActionId ServerFeed::close(const std::vector<ConnectionId> &ids)
{
    return command(ActionKind::Close, ids,
                   [ids](Commands &commands, ActionId action) { commands.close(action, ids); });
}

ActionId ServerFeed::closeAll()
{
    return command(ActionKind::Close, {},
                   [](Commands &commands, ActionId action) { commands.closeAll(action); });
}

ActionId ServerFeed::ping(const std::vector<ConnectionId> &ids)
{
    return command(ActionKind::Ping, ids,
                   [ids](Commands &commands, ActionId action) { commands.ping(action, ids); });
}

ActionId ServerFeed::sendToAll(const PreparedMessage &message)
{
    return command(ActionKind::Send, {},
                   [message](Commands &commands, ActionId action) { commands.sendToAll(action, message); });
}

ActionId ServerFeed::sendToRoom(const QString &room, const PreparedMessage &message)
{
    return command(ActionKind::Send, {}, [room, message](Commands &commands, ActionId action) {
        commands.sendToRoom(action, room, message);
    });
}

ActionId ServerFeed::sendTo(const std::vector<ConnectionId> &ids, const PreparedMessage &message)
{
    return command(ActionKind::Send, ids, [ids, message](Commands &commands, ActionId action) {
        commands.sendTo(action, ids, message);
    });
}

ActionId ServerFeed::command(ActionKind kind, const std::vector<ConnectionId> &ids, const Command &run)
{
    const ActionId action(++m_lastAction);
    if (m_worker) {
        m_worker->post([run, action](WorkerCore &core) { run(core.commands(), action); });
        return action;
    }
    ActionReport report{action, kind, {}, 0};
    for (ConnectionId id : ids)
        report.outcomes.push_back({id, Outcome::AlreadyGone});
    m_mailbox.post([this, report] { Q_EMIT actionFinished(report); });
    return action;
}

} // namespace signalbox
