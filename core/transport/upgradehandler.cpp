#include "core/transport/upgradehandler.h"

#include "core/transport/qtleftovers.h"
#include "core/wire/qthandshake.h"

#include <QLoggingCategory>

#include <limits>

namespace signalbox {

Q_LOGGING_CATEGORY(lcFrontDoor, "signalbox.frontdoor", QtInfoMsg)

UpgradeRules::UpgradeRules(std::vector<RouteSettings> routeSettings, PolicySettings policySettings,
                           LimitSettings limitSettings, DeflateSettings deflateSettings)
    : routes(routeSettings)
    , policy(std::move(policySettings))
    , limits(limitSettings)
    , deflate(deflateSettings)
{
    for (const RouteSettings &route : routeSettings) {
        subprotocols += route.subprotocols;
        if (route.speaksEnvelope())
            subprotocols += QString::fromLatin1(EnvelopeSubprotocol);
    }
    subprotocols.removeDuplicates();
}

//! One wire, from accept to the decision and through Qt's handshake.
class UpgradeHandler::Visit final : public PendingRequest
{
public:
    Visit(UpgradeHandler &door, Wire &wire, HttpHeadLimits limits)
        : PendingRequest(wire, limits)
        , m_endpoint(door)
    {
    }

    const Admitted &admitted() const { return m_admitted; }
    void admit(Admitted admitted) { m_admitted = std::move(admitted); }

private:
    void headRead(const HttpHead &head, const QByteArray &early) override
    {
        m_endpoint.handle(*this, head, early);
    }
    void headRefused(const Refusal &refusal) override { m_endpoint.refuse(wire(), refusal); }
    void wireLost() override { m_endpoint.m_requests.forget(wire().number()); }

    UpgradeHandler &m_endpoint;
    Admitted m_admitted;
};

UpgradeHandler::UpgradeHandler(IoLoop &loop, std::shared_ptr<const UpgradeRules> rules)
    : m_server(QStringLiteral("signalbox"), QWebSocketServer::NonSecureMode)
    , m_requests(loop)
{
    // Each one is taken at once in the slot below; the default of 30 is for servers that take them later.
    m_server.setMaxPendingConnections(std::numeric_limits<int>::max());
    connect(&m_server, &QWebSocketServer::newConnection, this, &UpgradeHandler::takeUpgraded);
    setRules(std::move(rules));
}

UpgradeHandler::~UpgradeHandler() = default;

void UpgradeHandler::setRules(std::shared_ptr<const UpgradeRules> rules)
{
    m_rules = std::move(rules);
    // What was known stays known: Qt may still have a handshake queued for which one of the old ones was
    // chosen.
    QStringList known = m_server.supportedSubprotocols() + m_rules->subprotocols;
    known.removeDuplicates();
    m_server.setSupportedSubprotocols(known);
}

void UpgradeHandler::receive(Wire &wire)
{
    HttpHeadLimits limits;
    limits.maxBytes = m_rules->limits.maxHead;
    m_requests.add(std::make_unique<Visit>(*this, wire, limits));
}

void UpgradeHandler::reject(Wire &wire, int status, const char *reason)
{
    Refusal refusal{HttpResponse::problem(
                        status, status == 503 ? "the server is full; try again later"
                                              : "too many connections from this address; try again later"),
                    reason};
    refusal.response.headers.emplace_back("Retry-After", status == 503 ? "5" : "1");
    refuse(wire, refusal);
}

void UpgradeHandler::handle(Visit &visit, const HttpHead &head, const QByteArray &early)
{
    Wire &wire = visit.wire();
    const RequestContext context{wire.peer(), wire.listener(), wire.channelState() == Channel::State::Secure};
    Decision decision =
        decide(head, context, m_rules->routes, m_rules->policy, m_rules->limits, m_rules->deflate);
    if (const auto *refusal = std::get_if<Refusal>(&decision)) {
        refuse(wire, *refusal, head.method == "HEAD");
        return;
    }
    if (const auto *request = std::get_if<FileRequest>(&decision)) {
        const BuiltInFile &file = request->which == BuiltIn::Page ? m_page : m_client;
        wire.respond(file.answerTo(*request).encode(request->headOnly));
        m_requests.forget(wire.number());
        return;
    }
    Admitted &admitted = std::get<Admitted>(decision);
    if (admitted.subprotocolUnknown)
        qCDebug(lcFrontDoor, "%s offers subprotocols that %s does not know: none is selected",
                qPrintable(wire.peer().toString()), qPrintable(admitted.path));
    const QByteArray canonical = canonicalHead(admitted.key, admitted.origin, admitted.subprotocol);
    WireSocket *socket = wire.upgrade(early, admitted.extensions);
    visit.admit(std::move(admitted));
    m_server.handleConnection(socket);
    socket->showHead(canonical);
}

void UpgradeHandler::refuse(Wire &wire, const Refusal &refusal, bool headOnly)
{
    const QString peer = wire.peer().toString();
    wire.respond(refusal.response.encode(headOnly));
    m_requests.forget(wire.number());
    qCDebug(lcFrontDoor, "%s refused with %d: %s", qPrintable(peer), refusal.response.status, refusal.reason);
    Q_EMIT refused(peer, refusal.response.status, refusal.reason);
}

void UpgradeHandler::takeUpgraded()
{
    while (QWebSocket *webSocket = m_server.nextPendingConnection()) {
        webSocket->setParent(nullptr);
        Visit *visit = m_requests.find(webSocket->peerName().toULongLong());
        if (!visit || visit->wire().stage() != Wire::Stage::Upgrading) {
            // Its peer went away while Qt was shaking hands, and the socket below will be deleted: this one
            // first.
            delete webSocket;
            continue;
        }
        Wire &wire = visit->wire();
        WireSocket *socket = wire.socket();
        // The server would delete the socket when it disconnects; from here on its Connection owns it
        // (QT_FACTS Q32).
        disconnect(socket, &QTcpSocket::disconnected, &m_server, nullptr);
        giveBackLeftovers(*webSocket, *socket);
        const Admitted admitted = visit->admitted();
        wire.setHandler(nullptr);
        m_requests.forget(wire.number());
        Q_EMIT upgraded(&wire, admitted, webSocket, socket);
    }
}

} // namespace signalbox
