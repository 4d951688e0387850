#pragma once

// Who may enter, and as whom: what is left of the decision about an upgrade when its request is proper (policy/decision.h).
// The order is a contract: early checks, ban of the Origin 403 → token 401, 403, 503 → the checks in their order: ban of the user 403, room not granted 403, cap of
// the user 429. Behind it comes the subprotocol, 400.

#include "core/auth/authenticator.h"
#include "core/base/endpoint.h"
#include "core/policy/clientaddress.h"
#include "core/policy/decision.h"
#include "core/policy/usercaps.h"

#include <functional>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace signalbox {

class Authenticators;
class IoLoop;
struct AuthServices;
struct ServerCounters;

//! A client that may enter.
struct Entry
{
    Identity identity{};      //!< without authentication: nobody
    ConnectionId id{};        //!< of its connection, if it has one already; else null
    bool awaitsToken = false; //!< it has shown no token, and is nobody until it has sent one in the envelope
    UserPlace place{};        //!< among the connections of its user; null: a guest, or nobody
};

//! What a check is told.
struct EntryRequest
{
    const Identity &identity;
    QString room; //!< of the path; empty: none
    Endpoint peer;
    QString user{};      //!< that the client has chosen, without authentication; empty: none
    QByteArray origin{}; //!< empty: none sent
};
//! A check in front of authentication or behind it. Returns nothing if \a request passes. Called on the io thread.
using EntryCheck = std::function<std::optional<Refusal>(const EntryRequest &request)>;

//! Reserves the place of a client among the connections of \a user. Called on the io thread.
using ReservePlace = std::function<std::variant<UserPlace, Refusal>(const QString &user)>;

//! Claims that place, of the client that will be \a connection, at the other nodes of a cluster, too. Returns false if nobody has
//! to be asked; else \a done is called on the io thread, once, not during this call: nothing: the client may enter. Called on the
//! io thread.
using ClaimPlace = std::function<bool(UserPlace &place, ConnectionId connection,
                                      std::function<void(std::optional<Refusal>)> done)>;

//! Decides who may enter through one io thread, where it lives. Does not know sockets.
class Gate final
{
public:
    using Result = std::variant<Entry, Refusal>;
    using Done = std::function<void(Result)>;
    //! Clients whose result is awaited, at most.
    static constexpr qsizetype MaxPending = 1024;

    struct Rules
    {
        std::shared_ptr<Authenticators> authenticators; //!< null: no route wants authentication
        std::vector<EntryCheck> earlyChecks{};          //!< before authentication: without an identity
        std::vector<EntryCheck> checks{};               //!< in their order
        ReservePlace reservePlace{};  //!< asked when all checks have passed. Empty: there are no places
        ClaimPlace claimPlace{};      //!< asked then. Empty: nobody has to be asked
        bool includeLoopback = false; //!< as in LimitSettings
        //! A client of the envelope without a token may enter, as one that sends it later.
        bool takesTokensLater = false;
    };

    //! \a nextId makes the id of a connection. All outlive the gate.
    Gate(IoLoop &loop, AuthServices &services, ServerCounters &counters,
         std::function<ConnectionId()> nextId);
    ~Gate();
    Q_DISABLE_COPY_MOVE(Gate)

    //! Applies to clients that come from now on; the checks apply to those as well that are awaited.
    void setRules(Rules rules);

    //! Returns the result if it is known at once. Else it is reported to \a done as long as \a pending is not cancelled;
    //! \a admitted must live as long.
    std::optional<Result> enter(const Admitted &admitted, const HttpHead &head, const ClientAddress &client,
                                PendingAuth &pending, Done done);

private:
    struct Waiting;
    using WaitingClient = std::shared_ptr<Waiting>;

    // Nothing: the result comes later, too.
    std::optional<Result> authenticated(const Admitted &admitted, const ClientAddress &client,
                                        const WaitingClient &waiting, AuthResult &&result);
    std::optional<Result> enterUnknown(const Admitted &admitted, const ClientAddress &client,
                                       PendingAuth &pending, Done &&done);
    std::optional<Result> claimPlace(const WaitingClient &waiting, Entry &&entry);
    Result refuseWithoutToken(const Admitted &admitted, const ClientAddress &client, const Waiting &waiting,
                              const AuthFailure &failure);
    Result check(const Admitted &admitted, const ClientAddress &client, Entry &&entry) const;
    Refusal refuseToken(const AuthFailure &failure, const ClientAddress &client);
    bool isExempt(const ClientAddress &client) const;

    IoLoop &m_loop;
    AuthServices &m_services;
    ServerCounters &m_counters;
    std::function<ConnectionId()> m_nextId;
    Rules m_rules;
    std::shared_ptr<qsizetype> m_pending = std::make_shared<qsizetype>(0); //!< shared with what is awaited
};

} // namespace signalbox
