#pragma once

#include "core/auth/gate.h"
#include "core/model/closedlog.h"
#include "core/policy/admissionledger.h"
#include "core/policy/clientaddress.h"
#include "core/transport/acceptor.h"
#include "core/transport/builtinfile.h"
#include "core/transport/httpexchange.h"

#include <QObject>
#include <QWebSocket>
#include <QWebSocketServer>

#include <functional>
#include <memory>

namespace signalbox {

//! The rules of an upgrade handler. Immutable; swapped whole when the configuration changes.
struct UpgradeRules
{
    explicit UpgradeRules(const std::vector<RouteSettings> &routeSettings, PolicySettings policySettings,
                          LimitSettings limitSettings, DeflateSettings deflateSettings = {},
                          AuthSettings authSettings = {}, RoomPolicies roomPolicies = {});

    RouteTable routes;
    PolicySettings policy;
    TrustedProxies trustedProxies; //!< of the policy
    LimitSettings limits;
    DeflateSettings deflate;
    AuthSettings auth;
    RoomPolicies rooms;
    QStringList subprotocols; //!< of all routes together
};

//! Reads request heads and decides about them, answers those that are no upgrade, and passes the others to
//! QWebSocketServer, which does the handshake and makes the QWebSocket. Lives on its io thread; the sockets
//! are owned by their table.
class UpgradeHandler final : public QObject
{
    Q_OBJECT
public:
    //! Counts a peer that is about to become a connection; false: the server is full.
    using Confirm = std::function<bool(const ClientSocket &socket)>;

    //! Decides about a client of a trusted proxy, which is found to be \a address when its head has been read.
    using AdmitAddress = std::function<Admission(const ClientSocket &socket, const ClientAddress &address)>;

    //! \a confirm empty: always true. \a gate, which outlives the handler, is asked about proper upgrades; null: all of
    //! them enter. \a admitAddress empty: all are admitted.
    UpgradeHandler(IoLoop &loop, std::shared_ptr<const UpgradeRules> rules, Confirm confirm = {},
                   Gate *gate = nullptr, AdmitAddress admitAddress = {});
    ~UpgradeHandler() override;

    void setRules(std::shared_ptr<const UpgradeRules> rules);

    //! Reads a request from \a socket.
    void receive(ClientSocket &socket);
    //! Answers 503 or 429 with Retry-After, or 403, without reading a request, for clients that are not admitted.
    void reject(ClientSocket &socket, int status, const char *reason);
    //! The same for a client for which there is no room: it is sent what the kernel takes, and closed. \a usesTls:
    //! it is sent nothing, because the handshake would have to come first.
    void rejectAtOnce(AcceptedClient &&client, bool usesTls, int status, const char *reason);
    //! Sends what the kernel takes of the answer (status 0: nothing) and closes.
    void refuseAtOnce(AcceptedClient &&client, const Refusal &refusal);
    //! Ends a client that has no connection yet, because others need its place: with 503 where its request is
    //! not answered yet.
    void evict(ClientSocket &socket);

Q_SIGNALS:
    //! Emitted when a handshake is done. The receiver makes a WebSocketEnd of \a socket and \a bridge; it
    //! owns \a webSocket and \a bridge and deletes them, in that order, by deleteLater(). It may take the place
    //! out of \a entry; else that is released.
    void upgraded(signalbox::ClientSocket *socket, const signalbox::Admitted &admitted, QWebSocket *webSocket,
                  signalbox::BridgeSocket *bridge, signalbox::Entry &entry);
    //! Emitted once for each client that does not become a connection, unless it was sent a file: it was
    //! answered with an error, has left, or was closed without an answer. RefusedRequest::time is left to the
    //! receiver.
    void refused(const signalbox::RefusedRequest &request);

private:
    class Request;

    void handle(Request &request, const HttpHead &head);
    bool admitAddress(ClientSocket &socket, const HttpHead &head);
    void admit(Request &request, const HttpHead &head, Admitted &&admitted);
    //! \a head null: the request waited.
    void enter(Request &request, Gate::Result &&result, const HttpHead *head);
    //! \a head null: none was read.
    void refuse(ClientSocket &socket, const Refusal &refusal, const HttpHead *head = nullptr);
    void refuse(ClientSocket &socket, const Refusal &refusal, RefusedRequest facts, bool headOnly);
    void forget(quint64 number);
    void lose(ClientSocket &socket, const char *reason);
    void takeUpgraded();

    std::shared_ptr<const UpgradeRules> m_rules;
    Confirm m_confirm;
    Gate *m_gate;
    AdmitAddress m_admitAddress;
    QWebSocketServer m_server;
    const BuiltInFile m_page{BuiltIn::Page};
    const BuiltInFile m_client{BuiltIn::Client};
    HttpExchangeTable<Request> m_requests;
    std::shared_ptr<const char> m_exists = std::make_shared<const char>(); //!< for results that come later
};

} // namespace signalbox
