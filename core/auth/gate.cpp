#include "core/auth/gate.h"

#include "core/auth/authenticators.h"
#include "core/auth/authservices.h"
#include "core/base/servercounters.h"
#include "core/loop/ioloop.h"

#include <utility>

namespace signalbox {

namespace {

Refusal refusal(int status, const QByteArray &detail, const char *reason)
{
    return {HttpResponse::problem(status, detail), reason};
}

//! RFC 6750 section 3: without a token the challenge has no error.
Refusal unauthorised(const QByteArray &detail, const char *reason, const QByteArray &challenge)
{
    Refusal refused = refusal(401, detail, reason);
    refused.response.headers.emplace_back("WWW-Authenticate", challenge);
    return refused;
}

Refusal comeBackLater(int status, const QByteArray &detail, const char *reason, std::chrono::seconds wait)
{
    Refusal refused = refusal(status, detail, reason);
    refused.response.headers.emplace_back("Retry-After", QByteArray::number(qint64(wait.count())));
    return refused;
}

//! Nothing: \a request passes all of \a checks.
std::optional<Refusal> firstRefusal(const std::vector<EntryCheck> &checks, const EntryRequest &request)
{
    for (const EntryCheck &check : checks) {
        if (std::optional<Refusal> refused = check(request))
            return refused;
    }
    return std::nullopt;
}

//! RFC 9110 section 5.3: fields with the same name are one list; those of a cookie are not (RFC 9113 section 8.2.3).
std::vector<std::pair<QByteArray, QByteArray>> headersOf(const HttpHead &head,
                                                         const std::vector<QByteArray> &names)
{
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    for (const QByteArray &name : names) {
        const std::vector<QByteArray> values = head.values(name);
        if (values.empty())
            continue;
        const bool isCookie = name.compare("Cookie", Qt::CaseInsensitive) == 0;
        headers.emplace_back(name, QByteArrayList(values.begin(), values.end()).join(isCookie ? "; " : ", "));
    }
    return headers;
}

} // namespace

//! One client whose result is awaited.
struct Gate::Waiting
{
    explicit Waiting(std::shared_ptr<qsizetype> pending)
        : count(std::move(pending))
    {
        ++*count;
    }
    ~Waiting() { --*count; }
    Q_DISABLE_COPY_MOVE(Waiting)

    void finish(Result &&result)
    {
        if (const Done report = std::exchange(done, nullptr))
            report(std::move(result));
    }
    //! Nobody waits for the result any more.
    void cancel()
    {
        done = nullptr;
        entry = {};
    }

    std::shared_ptr<qsizetype> count;
    std::shared_ptr<Authenticators> authenticators; //!< they may be those of a former configuration
    ConnectionId id;                                //!< of its connection
    bool showsHeaders = false;                      //!< those that may prove who it is
    bool isLate = false;                            //!< enter() has returned
    std::optional<AuthResult> early;                //!< the result, if it came before
    Entry entry;                                    //!< while its place is claimed
    Done done;                                      //!< null: nobody waits for the result
};

Gate::Gate(IoLoop &loop, AuthServices &services, ServerCounters &counters,
           std::function<ConnectionId()> nextId)
    : m_loop(loop)
    , m_services(services)
    , m_counters(counters)
    , m_nextId(std::move(nextId))
{
}

Gate::~Gate() = default;

void Gate::setRules(Rules rules)
{
    m_rules = std::move(rules);
}

std::optional<Gate::Result> Gate::enter(const Admitted &admitted, const HttpHead &head,
                                        const ClientAddress &client, PendingAuth &pending, Done done)
{
    Authenticator *authenticator =
        m_rules.authenticators ? m_rules.authenticators->of(admitted.authMode) : nullptr;
    const Identity nobody;
    const EntryRequest unknown{nobody, admitted.room, client.peer, admitted.user, admitted.origin};
    if (std::optional<Refusal> refused = firstRefusal(m_rules.earlyChecks, unknown))
        return *std::move(refused);
    if (!authenticator)
        return enterUnknown(admitted, client, pending, std::move(done));
    if (admitted.token && admitted.token->isEmpty())
        return refuseToken({401, "malformed_token"}, client);
    AuthRequest request;
    request.token = admitted.token.value_or(QByteArray());
    if (!authenticator->canDecide(request) && m_rules.takesTokensLater && admitted.isEnvelope)
        return Entry{.awaitsToken = true};
    if (!authenticator->canDecide(request))
        return refuseToken({401, "no_token"}, client);
    if (*m_pending >= MaxPending)
        return refuseToken({503, "too_many_pending"}, client);
    const auto waiting = std::make_shared<Waiting>(m_pending);
    waiting->id = m_nextId();
    waiting->authenticators = m_rules.authenticators;
    request.client = waiting->id;
    request.address = client.peer.address;
    request.isExempt = isExempt(client);
    request.path = admitted.path;
    request.room = admitted.room;
    request.origin = admitted.origin;
    request.userAgent = admitted.userAgent;
    request.headers = headersOf(head, authenticator->wantedHeaders());
    waiting->showsHeaders = !request.headers.empty();
    waiting->done = std::move(done);
    auto authentication = std::make_shared<PendingAuth>(
        authenticator->authenticate(request, [this, waiting, client, &admitted](AuthResult result) {
            if (!waiting->isLate)
                waiting->early = std::move(result);
            else if (std::optional<Result> known =
                         authenticated(admitted, client, waiting, std::move(result)))
                waiting->finish(*std::move(known));
        }));
    waiting->isLate = true;
    std::optional<Result> known;
    if (waiting->early)
        known = authenticated(admitted, client, waiting, *std::move(waiting->early));
    if (!known) {
        pending = PendingAuth([waiting, authentication] {
            authentication->cancel();
            waiting->cancel();
        });
    }
    return known;
}

//! Decides about a client without authentication.
std::optional<Gate::Result> Gate::enterUnknown(const Admitted &admitted, const ClientAddress &client,
                                               PendingAuth &pending, Done &&done)
{
    Result result = check(admitted, client, {});
    auto *entry = std::get_if<Entry>(&result);
    if (!entry || entry->place.isNull() || !m_rules.claimPlace)
        return result;
    if (*m_pending >= MaxPending)
        return comeBackLater(503, "too many clients wait to be let in; try again later", "decision_late",
                             std::chrono::seconds(5));
    const auto waiting = std::make_shared<Waiting>(m_pending);
    waiting->id = m_nextId();
    waiting->done = std::move(done);
    pending = PendingAuth([waiting] { waiting->cancel(); });
    entry->id = waiting->id;
    return claimPlace(waiting, std::move(*entry));
}

//! The last step: whether there is a place for the client at the other nodes, too.
std::optional<Gate::Result> Gate::claimPlace(const WaitingClient &waiting, Entry &&entry)
{
    if (entry.place.isNull() || !m_rules.claimPlace)
        return std::move(entry);
    waiting->entry = std::move(entry);
    // Weak: the function passes through other threads, and must not be the last to own it.
    const auto done = [weak = std::weak_ptr(waiting)](const std::optional<Refusal> &refused) {
        const WaitingClient found = weak.lock();
        if (found && refused)
            found->finish(*refused);
        else if (found)
            found->finish(std::move(found->entry));
    };
    const bool isAsked = m_rules.claimPlace(waiting->entry.place, waiting->id, done);
    return isAsked ? std::nullopt : std::optional<Result>(std::move(waiting->entry));
}

std::optional<Gate::Result> Gate::authenticated(const Admitted &admitted, const ClientAddress &client,
                                                const WaitingClient &waiting, AuthResult &&result)
{
    if (const auto *failure = std::get_if<AuthFailure>(&result)) {
        if (failure->status == 401 && !admitted.token)
            return refuseWithoutToken(admitted, client, *waiting, *failure);
        return refuseToken(*failure, client);
    }
    Entry entry{.id = waiting->id};
    entry.identity = std::get<Identity>(std::move(result));
    Result checked = check(admitted, client, std::move(entry));
    if (auto *allowed = std::get_if<Entry>(&checked))
        return claimPlace(waiting, std::move(*allowed));
    return checked;
}

// The backend has decided without a token. A cookie that it does not accept counts as a wrong token: it may be guessed. Who
// has shown nothing has not guessed anything; and whoever speaks the envelope may still send a token.
Gate::Result Gate::refuseWithoutToken(const Admitted &admitted, const ClientAddress &client,
                                      const Waiting &waiting, const AuthFailure &failure)
{
    const bool mayStillCome = m_rules.takesTokensLater && admitted.isEnvelope;
    if (waiting.showsHeaders) {
        Refusal refused = refuseToken(failure, client);
        if (!mayStillCome || refused.response.status != 401)
            return refused;
    }
    if (!mayStillCome)
        return refuseToken({401, "no_token"}, client);
    Entry entry{.id = waiting.id};
    entry.awaitsToken = true;
    return entry;
}

Gate::Result Gate::check(const Admitted &admitted, const ClientAddress &client, Entry &&entry) const
{
    const EntryRequest request{entry.identity, admitted.room, client.peer, admitted.user, admitted.origin};
    if (std::optional<Refusal> refused = firstRefusal(m_rules.checks, request))
        return *std::move(refused);
    const QString &user = entry.identity.user.isEmpty() ? admitted.user : entry.identity.user;
    if (!m_rules.reservePlace || user.isEmpty())
        return std::move(entry);
    std::variant<UserPlace, Refusal> place = m_rules.reservePlace(user);
    if (auto *refused = std::get_if<Refusal>(&place))
        return std::move(*refused);
    entry.place = std::get<UserPlace>(std::move(place));
    return std::move(entry);
}

// An address that has shown too many wrong tokens is still told when one is right: others may be behind it.
Refusal Gate::refuseToken(const AuthFailure &failure, const ClientAddress &client)
{
    m_counters.authFailures.add({failure.reason});
    if (failure.status == 503) {
        return comeBackLater(503, "it could not be found out who you are; try again later",
                             "auth_unavailable", std::chrono::seconds(5));
    }
    if (failure.status == 403)
        return refusal(403, "you may not connect", "auth_denied");
    if (QByteArrayView(failure.reason) == "no_token")
        return unauthorised("this needs a token", "no_token", "Bearer");
    if (!isExempt(client)) {
        if (const std::optional<Milliseconds> wait =
                m_services.failures.add(client.peer.address, m_loop.now())) {
            return comeBackLater(429, "too many wrong tokens from this address; try again later",
                                 "too_many_wrong_tokens", std::chrono::ceil<std::chrono::seconds>(*wait));
        }
    }
    return unauthorised("this needs a valid token", "wrong_token", R"(Bearer error="invalid_token")");
}

bool Gate::isExempt(const ClientAddress &client) const
{
    return client.isExempt || (!m_rules.includeLoopback && isLoopback(client.peer.address));
}

} // namespace signalbox
