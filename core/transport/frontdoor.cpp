#include "core/transport/frontdoor.h"

#include "core/transport/qtleftovers.h"
#include "core/wire/qthandshake.h"

#include <QLoggingCategory>

#include <limits>

namespace signalbox {

Q_LOGGING_CATEGORY(lcFrontDoor, "signalbox.frontdoor", QtInfoMsg)

FrontDoorRules::FrontDoorRules(std::vector<RouteSettings> routeSettings, PolicySettings policySettings,
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
class FrontDoor::Visit final : public HeadVisit
{
public:
    Visit(FrontDoor &door, Wire &wire, HttpHeadLimits limits)
        : HeadVisit(wire, limits)
        , m_door(door)
    {
    }

    const Admitted &admitted() const { return m_admitted; }
    void admit(Admitted admitted) { m_admitted = std::move(admitted); }

private:
    void headRead(const HttpHead &head, const QByteArray &early) override
    {
        m_door.handle(*this, head, early);
    }
    void headRefused(const Refusal &refusal) override { m_door.refuse(wire(), refusal); }
    void wireLost() override { m_door.m_visits.forget(wire().number()); }

    FrontDoor &m_door;
    Admitted m_admitted;
};

FrontDoor::FrontDoor(IoLoop &loop, std::shared_ptr<const FrontDoorRules> rules)
    : m_server(QStringLiteral("signalbox"), QWebSocketServer::NonSecureMode)
    , m_visits(loop)
{
    // Each one is taken at once in the slot below; the default of 30 is for servers that take them later.
    m_server.setMaxPendingConnections(std::numeric_limits<int>::max());
    connect(&m_server, &QWebSocketServer::newConnection, this, &FrontDoor::takeUpgraded);
    setRules(std::move(rules));
}

FrontDoor::~FrontDoor() = default;

void FrontDoor::setRules(std::shared_ptr<const FrontDoorRules> rules)
{
    m_rules = std::move(rules);
    // What was known stays known: Qt may still have a handshake queued for which one of the old ones was
    // chosen.
    QStringList known = m_server.supportedSubprotocols() + m_rules->subprotocols;
    known.removeDuplicates();
    m_server.setSupportedSubprotocols(known);
}

void FrontDoor::receive(Wire &wire)
{
    HttpHeadLimits limits;
    limits.maxBytes = m_rules->limits.maxHead;
    m_visits.add(std::make_unique<Visit>(*this, wire, limits));
}

void FrontDoor::turnAway(Wire &wire, int status, const char *reason)
{
    Refusal refusal{HttpResponse::problem(
                        status, status == 503 ? "the server is full; try again later"
                                              : "too many connections from this address; try again later"),
                    reason};
    refusal.response.headers.emplace_back("Retry-After", status == 503 ? "5" : "1");
    refuse(wire, refusal);
}

void FrontDoor::handle(Visit &visit, const HttpHead &head, const QByteArray &early)
{
    Wire &wire = visit.wire();
    const Visitor visitor{wire.peer(), wire.listener(), wire.channelState() == Channel::State::Secure};
    Decision decision =
        decide(head, visitor, m_rules->routes, m_rules->policy, m_rules->limits, m_rules->deflate);
    if (const auto *refusal = std::get_if<Refusal>(&decision)) {
        refuse(wire, *refusal, head.method == "HEAD");
        return;
    }
    if (const auto *request = std::get_if<FileRequest>(&decision)) {
        const BuiltInFile &file = request->which == BuiltIn::Page ? m_page : m_client;
        wire.respond(file.answerTo(*request).encode(request->headOnly));
        m_visits.forget(wire.number());
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

void FrontDoor::refuse(Wire &wire, const Refusal &refusal, bool headOnly)
{
    const QString peer = wire.peer().toString();
    wire.respond(refusal.response.encode(headOnly));
    m_visits.forget(wire.number());
    qCDebug(lcFrontDoor, "%s refused with %d: %s", qPrintable(peer), refusal.response.status, refusal.reason);
    Q_EMIT refused(peer, refusal.response.status, refusal.reason);
}

void FrontDoor::takeUpgraded()
{
    while (QWebSocket *webSocket = m_server.nextPendingConnection()) {
        webSocket->setParent(nullptr);
        Visit *visit = m_visits.find(webSocket->peerName().toULongLong());
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
        m_visits.forget(wire.number());
        Q_EMIT upgraded(&wire, admitted, webSocket, socket);
    }
}

} // namespace signalbox
