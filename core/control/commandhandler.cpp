#include "core/control/commandhandler.h"

#include "core/base/closereason.h"
#include "core/base/names.h"
#include "core/protocol/envelopewriter.h"

#include <memory>

namespace signalbox {

namespace {

CloseReason closeReasonOf(const Close &close)
{
    const CloseReason usual = CloseReason::of(Cause::ClosedByServer);
    if (close.code == usual.code && close.reason.isEmpty())
        return usual;
    const quint16 code = isSendableCloseCode(close.code) ? close.code : usual.code;
    return CloseReason::custom(Cause::ClosedByServer, code, close.reason);
}

//! Closes many connections, each unless it has ended by then.
class CloseJob final : public SlicedJob
{
public:
    //! \a done: called when all are closed.
    CloseJob(ConnectionTable &connections, std::vector<ConnectionId> &&ids,
             std::function<void(Connection &)> close, std::function<void()> done = {})
        : m_connections(connections)
        , m_ids(std::move(ids))
        , m_close(std::move(close))
        , m_done(std::move(done))
    {
    }

    bool run(TimePoint end) override
    {
        while (m_next < m_ids.size()) {
            if (Connection *connection = m_connections.find(m_ids[m_next++]))
                m_close(*connection);
            if (Clock::now() >= end)
                break;
        }
        if (m_next < m_ids.size())
            return false;
        if (m_done)
            m_done();
        return true;
    }

private:
    ConnectionTable &m_connections;
    std::vector<ConnectionId> m_ids;
    std::function<void(Connection &)> m_close;
    std::function<void()> m_done;
    std::size_t m_next = 0;
};

} // namespace

CommandHandler::CommandHandler(IoLoop &loop, ConnectionTable &connections, Hub &hub, const Bans &bans,
                               const Revocations &revocations, ReportActionPart report)
    : m_connections(connections)
    , m_hub(hub)
    , m_bans(bans)
    , m_revocations(revocations)
    , m_report(report)
    , m_tracker(std::move(report))
    , m_jobs(loop)
{
}

void CommandHandler::run(const CommandRequest &request)
{
    std::visit([&](const auto &command) { execute(command, request); }, request.command.body);
}

CommandHandler::Selection CommandHandler::select(const Target &target, ActionId action)
{
    Selection selection{{}, {.action = action}};
    if (const auto *ids = std::get_if<std::vector<ConnectionId>>(&target)) {
        for (ConnectionId id : *ids) {
            if (Connection *connection = m_connections.find(id))
                selection.connections.push_back(connection);
            else
                selection.part.outcomes.push_back({id, Outcome::AlreadyGone});
        }
        if (ids->size() == 1 && !selection.connections.empty()) {
            const ConnectionInfo &info = selection.connections.front()->info();
            selection.part.subject = ActionSubject{info.user, info.peer.address};
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
    closeEach(select(kick.target, request.action),
              [reason = CloseReason::kick(kick.code, kick.reason), actor = request.command.actor](
                  Connection &connection) { connection.kick(reason, {.actor = actor}); });
}

void CommandHandler::execute(const Close &close, const CommandRequest &request)
{
    closeEach(select(close.target, request.action),
              [reason = closeReasonOf(close), actor = request.command.actor](Connection &connection) {
                  connection.closeInTime(reason, {.actor = actor});
              });
}

void CommandHandler::closeEach(Selection &&selection, CloseOne close)
{
    const std::vector<Connection *> connections = selection.connections;
    std::vector<ConnectionId> ids;
    for (const Connection *connection : connections)
        ids.push_back(connection->id());
    reportAfter(ActionTracker::Event::Closed, std::move(selection));
    if (connections.size() > ClosedAtOnce) {
        m_jobs.add(std::make_unique<CloseJob>(m_connections, std::move(ids), std::move(close)));
        return;
    }
    for (Connection *connection : connections)
        close(*connection);
}

void CommandHandler::execute(const Ping &ping, const CommandRequest &request)
{
    Selection selection = select(ping.target, request.action);
    const std::vector<Connection *> connections = selection.connections;
    reportAfter(ActionTracker::Event::Ponged, std::move(selection));
    for (Connection *connection : connections)
        connection->pingNow();
}

void CommandHandler::execute(const Send &send, const CommandRequest &request)
{
    if (sendToSome(send.target, request))
        return;
    const QString &room = std::get<RoomTarget>(send.target).room;
    if (!m_hub.isShardOf(room)) {
        report({.action = request.action});
        return;
    }
    m_hub.sendToRoom(room, request.message, [this, action = request.action](quint32 taken) {
        report({.action = action, .delivered = taken});
    });
}

void CommandHandler::execute(const Publish &publish, const CommandRequest &request)
{
    if (sendToSome(publish.target, request))
        return;
    const QString &room = std::get<RoomTarget>(publish.target).room;
    if (!m_hub.isShardOf(room)) {
        report({.action = request.action});
        return;
    }
    m_hub.publish(room, request.message, [this, action = request.action](const ServerPublishResult &result) {
        ActionPart part{.action = action, .delivered = result.recipients, .failure = result.failure};
        if (result.failure.isEmpty())
            part.seq = result.seq;
        report(std::move(part));
    });
}

void CommandHandler::execute(const DeleteHistory &deletion, const CommandRequest &request)
{
    const auto *room = std::get_if<RoomTarget>(&deletion.target);
    if (!room || !m_hub.isShardOf(room->room)) {
        report({.action = request.action});
        return;
    }
    m_hub.deleteHistory(room->room, [this, action = request.action](const RoomAnswer &answer) {
        ActionPart part{.action = action};
        if (answer.status == RoomAnswer::Status::NoSuchRoom)
            part.failure = QStringLiteral("there is no such room");
        else if (answer.status != RoomAnswer::Status::Found)
            part.failure = QStringLiteral("the history of this room cannot be reached now");
        report(std::move(part));
    });
}

void CommandHandler::execute(const AddBans &, const CommandRequest &request)
{
    closeAllIf(&CommandHandler::closeIfBanned, request);
}

void CommandHandler::execute(const EditBan &, const CommandRequest &request)
{
    report({.action = request.action});
}

void CommandHandler::execute(const RemoveBans &, const CommandRequest &request)
{
    report({.action = request.action});
}

void CommandHandler::execute(const Revoke &, const CommandRequest &request)
{
    closeAllIf(&CommandHandler::closeIfRevoked, request);
}

// By the list that is in effect, which has what is new: who comes in from now on is found when its connection is made.
void CommandHandler::closeAllIf(CloseIf closeIf, const CommandRequest &request)
{
    std::vector<ConnectionId> ids;
    for (const Connection *connection : m_connections.all())
        ids.push_back(connection->id());
    const auto closed = std::make_shared<quint64>(0);
    const auto close = [this, closeIf, closed, actor = request.command.actor](Connection &connection) {
        if (connection.isOpen() && (this->*closeIf)(connection, actor))
            ++*closed;
    };
    m_jobs.add(std::make_unique<CloseJob>(
        m_connections, std::move(ids), close,
        [this, closed, action = request.action] { report({.action = action, .delivered = *closed}); }));
}

bool CommandHandler::closeIfUnwanted(Connection &connection)
{
    return closeIfBanned(connection, {}) || closeIfRevoked(connection, {});
}

bool CommandHandler::closeIfRevoked(Connection &connection, const std::optional<Actor> &actor)
{
    const Identity *identity = connection.identity();
    if (!identity || !m_revocations.current()->isRevoked(*identity, wallNow()))
        return false;
    connection.kick(CloseReason::of(Cause::TokenRevoked), {.actor = actor});
    return true;
}

bool CommandHandler::closeIfBanned(Connection &connection, const std::optional<Actor> &actor)
{
    const std::shared_ptr<const BanList> list = m_bans.current();
    const Ban *ban = list->find(connection.info(), wallNow());
    if (!ban)
        return false;
    list->hit(ban->id);
    const CloseReason reason = CloseReason::of(Cause::Banned);
    LocalClient *client = m_hub.clients().find(connection.id());
    if (client && client->terms.dialect == Dialect::Envelope) {
        m_hub.clients().sendEnvelope(*client, envelope::notice({.kind = envelope::Notice::Kind::Ban,
                                                                .text = QStringLiteral("you are banned"),
                                                                .code = reason.code,
                                                                .until = ban->expires}));
    }
    connection.closeInTime(reason, {.actor = actor});
    return true;
}

//! A Send or Publish that is not to a room. False: it is.
bool CommandHandler::sendToSome(const Target &target, const CommandRequest &request)
{
    if (const auto *ids = std::get_if<std::vector<ConnectionId>>(&target))
        sendToConnections(*ids, request);
    else if (std::holds_alternative<AllConnections>(target))
        sendToAll(request);
    else if (const auto *user = std::get_if<UserTarget>(&target))
        sendToUser(user->user, request);
    else
        return false;
    return true;
}

void CommandHandler::sendToAll(const CommandRequest &request)
{
    // The thread that comes last reports what all of them have delivered.
    quint32 delivered = 0;
    m_hub.sendToAll(request.message, *request.completion, [&](quint32 taken) { delivered = taken; });
    report({.action = request.action, .delivered = delivered});
}

void CommandHandler::sendToUser(const QString &user, const CommandRequest &request)
{
    if (!m_hub.isShardOf(user)) {
        report({.action = request.action});
        return;
    }
    m_hub.sendToUser(user, request.message, [this, action = request.action](quint32 taken) {
        report({.action = action, .delivered = taken});
    });
}

void CommandHandler::sendToConnections(const std::vector<ConnectionId> &ids, const CommandRequest &request)
{
    Selection selection = select(ids, request.action);
    ActionPart &part = selection.part;
    for (const Connection *connection : selection.connections) {
        const bool isQueued = m_hub.sendTo(connection->id(), request.message);
        part.delivered += isQueued ? 1 : 0;
        part.outcomes.push_back({connection->id(), isQueued ? Outcome::Done : Outcome::Rejected});
    }
    report(std::move(part));
}

void CommandHandler::execute(const PutIntoRoom &put, const CommandRequest &request)
{
    Selection selection = select(put.target, request.action);
    const auto part = std::make_shared<ActionPart>(std::move(selection.part));
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
    Selection selection = select(take.target, request.action);
    ActionPart &part = selection.part;
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

void CommandHandler::reportAfter(ActionTracker::Event event, Selection &&selection)
{
    if (selection.part.action.isNull())
        return;
    std::vector<ConnectionId> waiting;
    waiting.reserve(selection.connections.size());
    for (const Connection *connection : selection.connections)
        waiting.push_back(connection->id());
    m_tracker.begin(std::move(selection.part), event, waiting);
}

} // namespace signalbox
