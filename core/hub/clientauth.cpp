#include "core/hub/clientauth.h"

#include "core/hub/localclients.h"
#include "core/protocol/envelopewriter.h"
#include "core/session/connection.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr qint64 AuthPrice = 64 * 1024; // bytes of work: a signature takes up to a millisecond
//! When a token cannot be checked, or its user has as many connections as are allowed.
constexpr Milliseconds RetryAfter{1000};

QString userOf(const Identity &identity, ConnectionId client)
{
    return identity.user.isEmpty() ? guestName(client) : identity.user;
}

} // namespace

ClientAuth::ClientAuth(IoLoop &loop, const HubRules &rules, LocalClients &clients)
    : m_loop(loop)
    , m_rules(rules)
    , m_clients(clients)
    , m_authDue(WheelTimer::of<&ClientAuth::closeLate>(this))
    , m_expiry(loop, [this](ConnectionId id) {
        if (const LocalClient *client = m_clients.find(id))
            client->connection->closeInTime(CloseReason::of(Cause::TokenExpired));
    })
{
}

ClientAuth::~ClientAuth() = default;

void ClientAuth::connected(LocalClient &client)
{
    Connection &connection = *client.connection;
    const ConnectionInfo &info = connection.info();
    if (connection.isIdentified()) {
        if (info.expires)
            m_expiry.add(info.id, *info.expires);
        return;
    }
    connection.limitInput(MaxAnonymousBytes);
    if (m_rules.limits.auth.count() == 0)
        return;
    client.authDue = m_loop.now() + m_rules.limits.auth;
    m_anonymous.emplace(client.authDue, info.id);
    m_loop.wheel().arm(m_authDue, m_anonymous.begin()->first);
}

void ClientAuth::disconnected(const LocalClient &client)
{
    const ConnectionInfo &info = client.connection->info();
    m_requests.erase(info.id);
    m_anonymous.erase({client.authDue, info.id});
    if (info.expires)
        m_expiry.remove(info.id, *info.expires);
}

void ClientAuth::endWait(LocalClient &client)
{
    m_anonymous.erase({client.authDue, client.connection->id()});
    client.authDue = {};
    client.connection->endInputLimit(client.terms.maxMessageBytes);
}

void ClientAuth::closeLate()
{
    while (!m_anonymous.empty() && m_anonymous.begin()->first <= m_loop.now()) {
        const LocalClient *client = m_clients.find(m_anonymous.begin()->second);
        m_anonymous.erase(m_anonymous.begin());
        if (client)
            client->connection->closeInTime(CloseReason::of(Cause::AuthTimeout));
    }
    if (!m_anonymous.empty())
        m_loop.wheel().arm(m_authDue, m_anonymous.begin()->first);
}

void ClientAuth::authenticate(LocalClient &client, const QByteArray &id, QByteArray token)
{
    Connection &connection = *client.connection;
    std::shared_ptr<Authenticator> authenticator =
        m_context.authenticator ? m_context.authenticator(client.terms.auth) : nullptr;
    if (!authenticator) {
        sendError(client, EnvelopeErrorCode::Forbidden, QStringLiteral("this server asks for no token"), id);
        return;
    }
    connection.charge(AuthPrice);
    const ConnectionInfo &info = connection.info();
    AuthRequest request;
    request.token = std::move(token);
    request.client = info.id;
    request.address = info.peer.address;
    request.isExempt = m_context.isExempt && m_context.isExempt(connection);
    request.path = info.path;
    request.room = info.room;
    request.origin = info.origin.toUtf8();
    request.userAgent = info.userAgent;
    const ConnectionId key = info.id;
    m_requests.insert_or_assign(key, Request{id, authenticator});
    PendingAuth pending = authenticator->authenticate(
        request, [this, key](AuthResult result) { finish(key, std::move(result)); });
    wait(key, authenticator.get(), std::move(pending));
}

//! Keeps \a pending until the step of the request that \a authenticator decides (null: the place) is done, unless it was done at
//! once: the next one may be under way then.
void ClientAuth::wait(ConnectionId key, const Authenticator *authenticator, PendingAuth &&pending)
{
    const auto waiting = m_requests.find(key);
    if (waiting == m_requests.end() || waiting->second.authenticator.get() != authenticator)
        return;
    waiting->second.pending = std::move(pending);
    m_clients.find(key)->connection->setWaiting(true); // the request ends with the client
}

//! Nothing: it was cancelled, or its client has gone.
std::optional<ClientAuth::Request> ClientAuth::endRequest(ConnectionId key)
{
    const auto found = m_requests.find(key);
    if (found == m_requests.end())
        return {};
    std::optional<Request> request = std::move(found->second);
    m_requests.erase(found);
    LocalClient *client = m_clients.find(key);
    if (!client || !client->connection->isOpen())
        return {};
    client->connection->setWaiting(false);
    return request;
}

void ClientAuth::finish(ConnectionId key, AuthResult &&result)
{
    const std::optional<Request> request =
        endRequest(key); // it ends with this call, not within the caller's object
    if (!request)
        return;
    LocalClient &client = *m_clients.find(key);
    if (const auto *failure = std::get_if<AuthFailure>(&result)) {
        fail(client, request->id, *failure);
        return;
    }
    Identity &identity = std::get<Identity>(result);
    if (client.connection->isIdentified())
        renew(client, request->id, std::move(identity));
    else
        admit(client, request->id, std::move(identity));
}

void ClientAuth::fail(LocalClient &client, const QByteArray &id, const AuthFailure &failure)
{
    Connection &connection = *client.connection;
    const bool isFirst = !connection.isIdentified();
    if (m_context.failed)
        m_context.failed(connection, failure);
    Cause cause = Cause::Unauthorised;
    switch (failure.status) {
    case 503:
        cause = Cause::InternalError;
        sendError(client, EnvelopeErrorCode::Internal, QStringLiteral("the token cannot be checked now"), id,
                  RetryAfter);
        break;
    case 403:
        cause = Cause::RoomForbidden;
        sendError(client, EnvelopeErrorCode::Forbidden, QStringLiteral("you may not connect here"), id);
        break;
    default:
        sendError(client, EnvelopeErrorCode::BadToken, QStringLiteral("the token is not valid"), id);
    }
    if (isFirst)
        connection.closeInTime(CloseReason::of(cause));
}

void ClientAuth::renew(LocalClient &client, const QByteArray &id, Identity &&identity)
{
    if (userOf(identity, client.connection->id()) != client.connection->info().user) {
        sendError(client, EnvelopeErrorCode::Forbidden, QStringLiteral("the token is that of another user"),
                  id);
        return;
    }
    identify(client, id, std::move(identity));
    leaveForbiddenRooms(client);
}

void ClientAuth::replaceIdentity(LocalClient &client, Identity &&identity)
{
    setIdentity(client, std::move(identity));
    leaveForbiddenRooms(client);
}

// What a token has opened ends with it: else a short-lived one that grants much would be good for as long as the one behind it.
// Where an operator has put a client it stays.
void ClientAuth::leaveForbiddenRooms(LocalClient &client)
{
    Connection &connection = *client.connection;
    const auto isOperators = [joined = connection.rooms()](const QString &name) {
        return std::ranges::any_of(joined.list(), [&name](const JoinedRoom &room) {
            return room.entry == RoomEntry::Operator && room.name == name;
        });
    };
    std::vector<QString> forbidden;
    for (const auto &[name, room] : client.rooms) {
        if (room.isRequested && !m_clients.access().mayJoin(client, name) && !isOperators(name))
            forbidden.push_back(name);
    }
    if (!forbidden.empty() && client.terms.dialect == Dialect::Plain) { // it has no other room to go to
        connection.closeInTime(CloseReason::of(Cause::RoomForbidden));
        return;
    }
    for (const QString &name : forbidden) {
        Requester requester = m_clients.makeRequester(client, 0);
        requester.isOperator = true; // the client has not asked: it is told that it has left
        m_clients.leave(client, name, std::move(requester));
    }
}

void ClientAuth::admit(LocalClient &client, const QByteArray &id, Identity &&identity)
{
    const Connection &connection = *client.connection;
    std::optional<Denial> denial;
    if (m_context.check)
        denial = m_context.check(connection, identity);
    if (!denial && !m_clients.access().mayJoin(identity.grants.get(), connection.info().room))
        denial = Denial{CloseReason::of(Cause::RoomForbidden)};
    if (denial) {
        deny(client, id, *denial);
        return;
    }
    if (!m_context.takePlace) {
        enter(client, id, std::move(identity));
        return;
    }
    const ConnectionId key = connection.id();
    const auto request = m_requests.insert_or_assign(key, Request{id, {}, {}, std::move(identity)}).first;
    PendingAuth pending =
        m_context.takePlace(connection, request->second.identity,
                            [this, key](const std::optional<Denial> &refused) { placeTaken(key, refused); });
    wait(key, nullptr, std::move(pending));
}

void ClientAuth::placeTaken(ConnectionId key, const std::optional<Denial> &denial)
{
    std::optional<Request> request = endRequest(key);
    if (!request)
        return;
    LocalClient &client = *m_clients.find(key);
    if (denial)
        deny(client, request->id, *denial);
    else
        enter(client, request->id, std::move(request->identity));
}

void ClientAuth::enter(LocalClient &client, const QByteArray &id, Identity &&identity)
{
    endWait(client);
    identify(client, id, std::move(identity));
    m_clients.enter(client);
}

void ClientAuth::deny(LocalClient &client, const QByteArray &id, const Denial &denial)
{
    const QString text = QString::fromUtf8(denial.reason.text);
    if (!denial.limit) {
        sendError(client, EnvelopeErrorCode::Forbidden, text, id);
        client.connection->closeInTime(denial.reason);
        return;
    }
    Q_EMIT m_clients.roomRefused(client.connection, denial.limit);
    sendError(client, EnvelopeErrorCode::RateLimited, text, id, RetryAfter);
    client.connection->closeInTime(denial.reason, {.detail = denial.limit});
}

void ClientAuth::identify(LocalClient &client, const QByteArray &id, Identity &&identity)
{
    setIdentity(client, std::move(identity));
    const ConnectionInfo &info = client.connection->info();
    m_clients.sendEnvelope(client, envelope::authAck(id, info.user, info.expires));
}

void ClientAuth::setIdentity(LocalClient &client, Identity &&identity)
{
    const ConnectionInfo &info = client.connection->info();
    if (info.expires)
        m_expiry.remove(info.id, *info.expires);
    m_clients.identify(client, std::move(identity));
    if (info.expires)
        m_expiry.add(info.id, *info.expires);
}

void ClientAuth::sendError(LocalClient &client, EnvelopeErrorCode code, const QString &text,
                           const QByteArray &id, std::optional<Milliseconds> retry)
{
    EnvelopeError error{code, text, {}, id};
    error.retry = retry;
    client.connection->note(ConnectionEventKind::ErrorAnswered,
                            QString::fromLatin1(errorName(code)) + QStringLiteral(": auth"));
    m_clients.sendEnvelope(client, envelope::error(error));
}

} // namespace signalbox
