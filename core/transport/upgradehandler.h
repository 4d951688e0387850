#pragma once

#include "core/transport/builtinfile.h"
#include "core/transport/pendingrequest.h"

#include <QObject>
#include <QWebSocket>
#include <QWebSocketServer>

#include <memory>

namespace signalbox {

//! What a upgrade handler goes by. Immutable; swapped whole when the configuration changes.
struct UpgradeRules
{
    explicit UpgradeRules(std::vector<RouteSettings> routeSettings, PolicySettings policySettings,
                          LimitSettings limitSettings, DeflateSettings deflateSettings = {});

    RouteTable routes;
    PolicySettings policy;
    LimitSettings limits;
    DeflateSettings deflate;
    QStringList subprotocols; //!< of all routes together
};

//! Reads request heads, decides, answers what is not a WebSocket, and walks the rest through
//! QWebSocketServer, which does the handshake and makes the QWebSocket. Lives on its io thread; wires come in
//! and leave as connections.
class UpgradeHandler final : public QObject
{
    Q_OBJECT
public:
    UpgradeHandler(IoLoop &loop, std::shared_ptr<const UpgradeRules> rules);
    ~UpgradeHandler() override;

    void setRules(std::shared_ptr<const UpgradeRules> rules);

    //! Takes in a wire in its Head stage.
    void receive(Wire &wire);
    //! Answers without reading: 503 or 429 with Retry-After, for peers that the admission ledger refuses.
    void reject(Wire &wire, int status, const char *reason);

Q_SIGNALS:
    //! A handshake is done: \a wire is Open from the moment the receiver calls Wire::open(). The receiver
    //! owns \a webSocket and \a socket and deletes them, in that order, by deleteLater().
    void upgraded(signalbox::Wire *wire, const signalbox::Admitted &admitted, QWebSocket *webSocket,
                  signalbox::WireSocket *socket);
    //! Somebody was answered instead. \a reason as in Refusal.
    void refused(const QString &peer, int status, const char *reason);

private:
    class Visit;

    void handle(Visit &visit, const HttpHead &head, const QByteArray &early);
    void refuse(Wire &wire, const Refusal &refusal, bool headOnly = false);
    void takeUpgraded();

    std::shared_ptr<const UpgradeRules> m_rules;
    QWebSocketServer m_server;
    const BuiltInFile m_page{BuiltIn::Page};
    const BuiltInFile m_client{BuiltIn::Client};
    PendingRequestTable<Visit> m_requests;
};

} // namespace signalbox
