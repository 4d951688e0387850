#pragma once

#include "core/auth/authenticator.h"
#include "core/base/closereason.h"
#include "core/hub/hubsettings.h"
#include "core/hub/tokenexpiry.h"
#include "core/policy/authsettings.h"
#include "core/protocol/envelopeerror.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace signalbox {

class Connection;
class LocalClients;
struct LocalClient;

//! Authenticates clients by messages of the envelope, `auth`: by the first one, where their request had no token, and later
//! with a token that replaces the one before. Closes them when they have not authenticated in time (limits.auth), and when
//! their token has expired. Lives on its io thread.
//!
//!   Anonymous ── auth ──► Pending ── a good token, and a place ──► Identified ◄── good ── Pending
//!       │                    │                                         └────── auth ────────►┘ (a bad token changes nothing)
//!       └─ limits.auth ─► closed ◄─ bad, banned, room not granted, too many connections
//!
//! Who is Anonymous is in no room, receives nothing but answers, and at most MaxAnonymousBytes are held for it. What follows an
//! `auth` is not read until that is answered.
class ClientAuth final
{
public:
    //! Why a client may not enter.
    struct Denial
    {
        CloseReason reason;
        //! As in signalbox_connections_rejected_total, if it is a limit that the client may be below later; else null. Owner:
        //! static storage.
        const char *limit = nullptr;
    };
    //! What the io thread knows of authentication. Empty functions: nothing of that kind is checked.
    struct Context
    {
        //! Returns null for AuthMode::None. The result is kept until the request is answered.
        std::function<std::shared_ptr<Authenticator>(AuthMode mode)> authenticator{};
        //! Whether the address of \a client is exempt from what is limited by address.
        std::function<bool(const Connection &client)> isExempt{};
        //! A token was not accepted.
        std::function<void(const Connection &client, const AuthFailure &failure)> failed{};
        //! Asked when a client authenticates for the first time, behind its token: why it may not enter as \a
        //! identity, such as a ban of the user; none: it may.
        std::function<std::optional<Denial>(const Connection &client, const Identity &identity)> check{};
        //! Asked when it has passed check(): finds a place among the connections of the user. Calls \a done once, perhaps before
        //! it returns, unless the handle is destroyed before: why there is none; none: the place is taken.
        std::function<PendingAuth(const Connection &client, const Identity &identity,
                                  std::function<void(std::optional<Denial>)> done)>
            takePlace{};
    };

    //! All outlive it.
    ClientAuth(IoLoop &loop, const HubRules &rules, LocalClients &clients);
    ~ClientAuth();
    Q_DISABLE_COPY_MOVE(ClientAuth)

    void setContext(Context context) { m_context = std::move(context); }

    void connected(LocalClient &client);
    void disconnected(const LocalClient &client);
    //! Answers an `auth` with \a id; perhaps later.
    void authenticate(LocalClient &client, const QByteArray &id, QByteArray token);
    //! The token of \a client, which has authenticated, says \a identity from now on. Its user stays the same.
    void replaceIdentity(LocalClient &client, Identity &&identity);

    //! Bytes of a message, and of what is read at once.
    static constexpr qint64 MaxAnonymousBytes = 4 * 1024;

private:
    struct Request
    {
        QByteArray id;
        std::shared_ptr<Authenticator> authenticator; //!< kept for `pending`; null: that is of the place
        PendingAuth pending{};
        Identity identity{}; //!< while a place is taken for it
    };

    void wait(ConnectionId id, const Authenticator *authenticator, PendingAuth &&pending);
    std::optional<Request> endRequest(ConnectionId id);
    void finish(ConnectionId id, AuthResult &&result);
    void placeTaken(ConnectionId id, const std::optional<Denial> &denial);
    void fail(LocalClient &client, const QByteArray &id, const AuthFailure &failure);
    void renew(LocalClient &client, const QByteArray &id, Identity &&identity);
    void admit(LocalClient &client, const QByteArray &id, Identity &&identity);
    void enter(LocalClient &client, const QByteArray &id, Identity &&identity);
    void deny(LocalClient &client, const QByteArray &id, const Denial &denial);
    void identify(LocalClient &client, const QByteArray &id, Identity &&identity);
    void setIdentity(LocalClient &client, Identity &&identity);
    void leaveForbiddenRooms(LocalClient &client);
    void sendError(LocalClient &client, EnvelopeErrorCode code, const QString &text, const QByteArray &id,
                   std::optional<Milliseconds> retry = {});
    void endWait(LocalClient &client);
    void closeLate();

    IoLoop &m_loop;
    const HubRules &m_rules;
    LocalClients &m_clients;
    Context m_context;
    std::set<std::pair<TimePoint, ConnectionId>> m_anonymous; //!< by LocalClient::authDue
    WheelTimer m_authDue;
    TokenExpiry m_expiry;
    std::unordered_map<ConnectionId, Request> m_requests; //!< last: what is under way is cancelled first
};

} // namespace signalbox
