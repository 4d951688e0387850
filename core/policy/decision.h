#pragma once

// What the upgrade handler does with a request, decided without sockets. The order of the checks is a
// contract: Host 400, policy.hosts 421, method 405 or 501 (OPTIONS 204), path 404 (a bad room name 400), no upgrade
// asked 426, handshake fields 400, version 426, Origin 403. Authentication and what depends on it comes behind this
// (auth/gate.h); the subprotocol 400 is the last.

#include "core/base/endpoint.h"
#include "core/model/ban.h"
#include "core/policy/roompolicies.h"
#include "core/policy/routetable.h"
#include "core/wire/frameencoder.h"
#include "core/wire/httphead.h"
#include "core/wire/httpresponse.h"

#include <variant>

namespace signalbox {

//! The name of the envelope among the subprotocols (README, "The envelope").
inline constexpr char EnvelopeSubprotocol[] = "signalbox.v1.json";

//! The request is admitted: all attributes of the connection except its id.
struct Admitted
{
    RouteKind kind = RouteKind::Room;
    QString room;
    qint64 maxMessage = 0;
    QString path;
    QString user; //!< of its certificate or its own choice, without authentication; empty: a guest
    AuthMode authMode = AuthMode::None;
    std::optional<QByteArray> token{}; //!< see findToken(); nothing without authentication
    QString userAgent;
    QByteArray key;
    QByteArray origin;       //!< empty: none sent
    QByteArray subprotocol;  //!< empty: none selected
    bool isEnvelope = false; //!< the subprotocol is that of the envelope
    bool lacksSubprotocol =
        false; //!< the route requires one and none is selected: it is to be refused, at last
    bool subprotocolUnknown = false;     //!< the client offered some and the route knows none
    std::optional<DeflateTerms> deflate; //!< none: messages are not compressed
    QByteArray extensions;               //!< the 101's Sec-WebSocket-Extensions; empty: none
    OutboxPolicy outboxPolicy = OutboxPolicy::Close;
    QByteArray requestHead; //!< see describeHead()
};

//! Files for requests without an upgrade.
enum class BuiltIn : quint8 {
    Page,   //!< `/`, the test page
    Client, //!< `/signalbox.js`, the JavaScript client
};

//! GET or HEAD of a built-in file.
struct FileRequest
{
    BuiltIn which = BuiltIn::Page;
    bool headOnly = false;
    QByteArray ifNoneMatch; //!< If-None-Match; empty: none
};

//! The request is answered with an error.
struct Refusal
{
    HttpResponse response;
    const char *reason =
        ""; //!< for logs and metrics: host, method, path, room, no_upgrade, handshake, version, origin ...
    BanId ban{}; //!< that keeps the client out; null: none

    //! Nothing is sent.
    static Refusal unanswered(const char *reason);
    //! 403 to a client that \a ban keeps out.
    static Refusal banned(const Ban &ban);
};

//! The answer to a client that is not admitted: 403, or 503 or 429, to come back later.
Refusal notAdmitted(int status, const char *reason);

//! HttpResponse: the request is answered, without an error.
using Decision = std::variant<Admitted, FileRequest, Refusal, HttpResponse>;

//! The client, and the listener it connected to.
struct RequestContext
{
    Endpoint peer;
    Endpoint listener;
    bool secure = false;
    //! The user that a verified certificate of the client names, unchecked; nothing: it has shown none.
    std::optional<QString> certificateUser{};
};

//! Returns the refusal of an admitted request that lacks its subprotocol.
Refusal lackedSubprotocol();

Decision decide(const HttpHead &head, const RequestContext &context, const RouteTable &routes,
                const PolicySettings &policy, const LimitSettings &limits,
                const DeflateSettings &deflate = {}, const AuthSettings &auth = {},
                const RoomPolicies &rooms = {});

} // namespace signalbox
