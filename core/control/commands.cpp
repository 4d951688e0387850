#include "core/control/commands.h"

#include "core/base/names.h"

#include <memory>

namespace signalbox {

namespace {

std::vector<ConnectionId> idsOf(const std::vector<Connection *> &connections)
{
    std::vector<ConnectionId> ids;
    ids.reserve(connections.size());
    for (const Connection *connection : connections)
        ids.push_back(connection->id());
    return ids;
}

} // namespace

Commands::Commands(ConnectionTable &connections, Hub &hub, ActionTracker::Report report)
    : m_connections(connections)
    , m_hub(hub)
    , m_report(report)
    , m_tracker(std::move(report))
{
}

std::vector<Connection *> Commands::present(const std::vector<ConnectionId> &ids,
                                            std::vector<ActionOutcome> &gone) const
{
    std::vector<Connection *> found;
    for (ConnectionId id : ids) {
        if (Connection *connection = m_connections.find(id))
            found.push_back(connection);
        else
            gone.push_back({id, Outcome::AlreadyGone});
    }
    return found;
}

void Commands::end(ActionId action, ActionKind kind, const std::vector<Connection *> &targets,
                   std::vector<ActionOutcome> known, const CloseReason &reason)
{
    m_tracker.begin(action, kind, idsOf(targets), std::move(known));
    for (Connection *connection : targets) {
        if (kind == ActionKind::Kick)
            connection->kick(reason);
        else
            connection->close(reason);
    }
}

void Commands::kick(ActionId action, const std::vector<ConnectionId> &ids, const CloseReason &reason)
{
    std::vector<ActionOutcome> gone;
    const std::vector<Connection *> targets = present(ids, gone);
    end(action, ActionKind::Kick, targets, std::move(gone), reason);
}

void Commands::close(ActionId action, const std::vector<ConnectionId> &ids)
{
    std::vector<ActionOutcome> gone;
    const std::vector<Connection *> targets = present(ids, gone);
    end(action, ActionKind::Close, targets, std::move(gone), CloseReason::of(Cause::ClosedByServer));
}

void Commands::closeAll(ActionId action)
{
    end(action, ActionKind::Close, m_connections.all(), {}, CloseReason::of(Cause::ClosedByServer));
}

void Commands::ping(ActionId action, const std::vector<ConnectionId> &ids)
{
    std::vector<ActionOutcome> gone;
    const std::vector<Connection *> targets = present(ids, gone);
    m_tracker.begin(action, ActionKind::Ping, idsOf(targets), std::move(gone));
    for (Connection *connection : targets)
        connection->pingNow();
}

void Commands::sendToAll(ActionId action, const PreparedMessage &message, CompletionCounter &completion)
{
    m_hub.sendToAll(message, completion, [this, action](quint32 taken) {
        m_report({action, ActionKind::Send, {}, taken});
    });
}

void Commands::sendToRoom(ActionId action, const QString &room, const PreparedMessage &message)
{
    m_hub.sendToRoom(room, message, [this, action](quint32 taken) {
        m_report({action, ActionKind::Send, {}, taken});
    });
}

void Commands::sendTo(ActionId action, const std::vector<ConnectionId> &ids, const PreparedMessage &message)
{
    ActionReport report{action, ActionKind::Send, {}, 0};
    for (Connection *connection : present(ids, report.outcomes)) {
        const bool taken = m_hub.sendTo(connection->id(), message);
        report.delivered += taken ? 1 : 0;
        report.outcomes.push_back({connection->id(), taken ? Outcome::Done : Outcome::Rejected});
    }
    m_report(std::move(report));
}

void Commands::sendToUser(ActionId action, const QString &user, const PreparedMessage &message)
{
    m_hub.sendToUser(user, message, [this, action](quint32 taken) {
        m_report({action, ActionKind::Send, {}, taken});
    });
}

void Commands::kickUser(ActionId action, const QString &user, const CloseReason &reason)
{
    std::vector<Connection *> targets = m_connections.all();
    std::erase_if(targets, [&user](const Connection *connection) { return connection->info().user != user; });
    end(action, ActionKind::Kick, targets, {}, reason);
}

void Commands::putIntoRoom(ActionId action, const std::vector<ConnectionId> &ids, const QString &room)
{
    const auto report = std::make_shared<ActionReport>(ActionReport{action, ActionKind::PutIntoRoom, {}, 0});
    const std::vector<Connection *> targets = present(ids, report->outcomes);
    if (targets.empty()) {
        m_report(std::move(*report));
        return;
    }
    for (const Connection *connection : targets) {
        if (isValidRoomName(room))
            m_hub.putIntoRoom(connection->id(), room);
        // Only the room's home knows whether there is a place.
        m_hub.askIfIn(connection->id(), room,
                      [this, report, id = connection->id(), count = ids.size()](bool isIn) {
                          report->outcomes.push_back({id, isIn ? Outcome::Done : Outcome::Rejected});
                          if (report->outcomes.size() == count)
                              m_report(std::move(*report));
                      });
    }
}

void Commands::takeOutOfRoom(ActionId action, const std::vector<ConnectionId> &ids, const QString &room)
{
    ActionReport report{action, ActionKind::TakeOutOfRoom, {}, 0};
    for (const Connection *connection : present(ids, report.outcomes)) {
        const bool wasIn = m_hub.takeOutOfRoom(connection->id(), room);
        report.outcomes.push_back({connection->id(), wasIn ? Outcome::Done : Outcome::Rejected});
    }
    m_report(std::move(report));
}

void Commands::kick(ConnectionId id, const CloseReason &reason)
{
    if (Connection *connection = m_connections.find(id))
        connection->kick(reason);
}

void Commands::close(ConnectionId id)
{
    if (Connection *connection = m_connections.find(id))
        connection->close(CloseReason::of(Cause::ClosedByServer));
}

void Commands::sendTo(ConnectionId id, const PreparedMessage &message)
{
    if (Connection *connection = m_connections.find(id))
        m_hub.sendTo(connection->id(), message);
}

} // namespace signalbox
