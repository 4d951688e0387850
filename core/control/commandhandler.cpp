#include "core/control/commandhandler.h"

#include "core/base/closereason.h"
#include "core/base/names.h"

#include <memory>

namespace signalbox {

CommandHandler::CommandHandler(ConnectionTable &connections, Hub &hub, ReportActionPart report)
    : m_connections(connections)
    , m_hub(hub)
    , m_report(report)
    , m_tracker(std::move(report))
{
}

void CommandHandler::run(const CommandRequest &request)
{
    std::visit([&](const auto &command) { execute(command, request); }, request.command.body);
}

CommandHandler::Selection CommandHandler::select(const Target &target)
{
    Selection selection;
    if (const auto *ids = std::get_if<std::vector<ConnectionId>>(&target)) {
        for (ConnectionId id : *ids) {
            if (Connection *connection = m_connections.find(id))
                selection.connections.push_back(connection);
            else
                selection.gone.push_back({id, Outcome::AlreadyGone});
        }
        return selection;
    }
    selection.connections = m_connections.all();
    std::erase_if(selection.connections, [&](const Connection *connection) {
        if (const auto *user = std::get_if<UserTarget>(&target))
            return connection->info().user != user->user;
        if (const auto *room = std::get_if<RoomTarget>(&target))
            return !isMember(*connection, room->room);
        return false;
    });
    return selection;
}

bool CommandHandler::isMember(const Connection &connection, const QString &room)
{
    const LocalClient *client = m_hub.clients().find(connection.id());
    return client && client->hasRequested(room);
}

void CommandHandler::execute(const Kick &kick, const CommandRequest &request)
{
    Selection selection = select(kick.target);
    const std::vector<Connection *> connections = selection.connections;
    reportAfter(ActionTracker::Event::Closed, request.action, std::move(selection));
    const CloseReason reason = CloseReason::kick(kick.code, kick.reason);
    for (Connection *connection : connections)
        connection->kick(reason, {.actor = request.command.actor});
}

void CommandHandler::execute(const Close &close, const CommandRequest &request)
{
    Selection selection = select(close.target);
    const std::vector<Connection *> connections = selection.connections;
    reportAfter(ActionTracker::Event::Closed, request.action, std::move(selection));
    for (Connection *connection : connections)
        connection->closeInTime(CloseReason::of(Cause::ClosedByServer), {.actor = request.command.actor});
}

void CommandHandler::execute(const Ping &ping, const CommandRequest &request)
{
    Selection selection = select(ping.target);
    const std::vector<Connection *> connections = selection.connections;
    reportAfter(ActionTracker::Event::Ponged, request.action, std::move(selection));
    for (Connection *connection : connections)
        connection->pingNow();
}

void CommandHandler::execute(const Send &send, const CommandRequest &request)
{
    if (const auto *ids = std::get_if<std::vector<ConnectionId>>(&send.target)) {
        sendToConnections(*ids, request);
        return;
    }
    if (std::holds_alternative<AllConnections>(send.target)) {
        // The thread that comes last reports what all of them have delivered.
        quint32 delivered = 0;
        m_hub.sendToAll(request.message, *request.completion, [&](quint32 taken) { delivered = taken; });
        report({request.action, {}, delivered});
        return;
    }
    const auto *room = std::get_if<RoomTarget>(&send.target);
    const QString name = room ? room->room : std::get<UserTarget>(send.target).user;
    if (!m_hub.isShardOf(name)) {
        report({request.action, {}, 0});
        return;
    }
    const auto counted = [this, action = request.action](quint32 taken) { report({action, {}, taken}); };
    if (room)
        m_hub.sendToRoom(name, request.message, counted);
    else
        m_hub.sendToUser(name, request.message, counted);
}

void CommandHandler::sendToConnections(const std::vector<ConnectionId> &ids, const CommandRequest &request)
{
    Selection selection = select(ids);
    ActionPart part{request.action, std::move(selection.gone), 0};
    for (const Connection *connection : selection.connections) {
        const bool isQueued = m_hub.sendTo(connection->id(), request.message);
        part.delivered += isQueued ? 1 : 0;
        part.outcomes.push_back({connection->id(), isQueued ? Outcome::Done : Outcome::Rejected});
    }
    report(std::move(part));
}

void CommandHandler::execute(const PutIntoRoom &put, const CommandRequest &request)
{
    Selection selection = select(put.target);
    const auto part = std::make_shared<ActionPart>(ActionPart{request.action, std::move(selection.gone), 0});
    if (selection.connections.empty()) {
        report(std::move(*part));
        return;
    }
    const std::size_t total = part->outcomes.size() + selection.connections.size();
    for (const Connection *connection : selection.connections) {
        if (isValidRoomName(put.room))
            m_hub.putIntoRoom(connection->id(), put.room);
        // Only the room's shard knows whether the room is full.
        m_hub.askIfIn(connection->id(), put.room, [this, part, id = connection->id(), total](bool isMember) {
            part->outcomes.push_back({id, isMember ? Outcome::Done : Outcome::Rejected});
            if (part->outcomes.size() == total)
                report(std::move(*part));
        });
    }
}

void CommandHandler::execute(const TakeOutOfRoom &take, const CommandRequest &request)
{
    Selection selection = select(take.target);
    ActionPart part{request.action, std::move(selection.gone), 0};
    for (const Connection *connection : selection.connections) {
        const bool wasMember = m_hub.takeOutOfRoom(connection->id(), take.room);
        part.outcomes.push_back({connection->id(), wasMember ? Outcome::Done : Outcome::Rejected});
    }
    report(std::move(part));
}

void CommandHandler::report(ActionPart &&part)
{
    if (!part.action.isNull())
        m_report(std::move(part));
}

void CommandHandler::reportAfter(ActionTracker::Event event, ActionId action, Selection &&selection)
{
    if (action.isNull())
        return;
    std::vector<ConnectionId> waiting;
    waiting.reserve(selection.connections.size());
    for (const Connection *connection : selection.connections)
        waiting.push_back(connection->id());
    m_tracker.begin(action, event, waiting, std::move(selection.gone));
}

} // namespace signalbox
