#include "core/transport/upgradehandler.h"

#include "core/transport/qtleftovers.h"
#include "core/wire/describehead.h"
#include "core/wire/hostfield.h"
#include "core/wire/qthandshake.h"

#include <QLoggingCategory>

#include <algorithm>
#include <limits>

namespace signalbox {

Q_LOGGING_CATEGORY(lcFrontDoor, "signalbox.frontdoor", QtInfoMsg)

namespace {

QString shortText(QByteArrayView text)
{
    return QString::fromUtf8(text.first(std::min(text.size(), 4 * MaxRefusedText))).left(MaxRefusedText);
}

//! \a head null: none was read.
RefusedRequest refusedRequest(const Endpoint &peer, const Endpoint &listener, int status, const char *reason,
                              const HttpHead *head = nullptr)
{
    RefusedRequest request;
    request.peer = peer;
    request.listener = listener;
    request.status = status;
    request.reason = reason;
    if (head) {
        const qsizetype query = head->target.indexOf('?');
        request.path = shortText(withoutUserInfo(query < 0 ? head->target : head->target.first(query)));
        request.origin = shortText(head->value("Origin").value_or(QByteArray()));
        request.host = shortText(effectiveHost(*head).value_or(QByteArray()));
        request.userAgent = shortText(head->value("User-Agent").value_or(QByteArray()));
    }
    return request;
}

} // namespace

UpgradeRules::UpgradeRules(const std::vector<RouteSettings> &routeSettings, PolicySettings policySettings,
                           LimitSettings limitSettings, DeflateSettings deflateSettings,
                           AuthSettings authSettings, RoomPolicies roomPolicies)
    : routes(routeSettings)
    , policy(std::move(policySettings))
    , trustedProxies(policy.trustedProxies)
    , limits(limitSettings)
    , deflate(deflateSettings)
    , auth(std::move(authSettings))
    , rooms(std::move(roomPolicies))
{
    for (const RouteSettings &route : routeSettings) {
        subprotocols += route.subprotocols;
        if (route.speaksEnvelope())
            subprotocols += QString::fromLatin1(EnvelopeSubprotocol);
    }
    subprotocols.removeDuplicates();
}

//! The request of one client, up to the end of Qt's handshake.
class UpgradeHandler::Request final : public HttpExchange
{
public:
    Request(UpgradeHandler &handler, ClientSocket &socket, HttpHeadLimits limits, Milliseconds handshake)
        : HttpExchange(socket, limits, handshake)
        , m_handler(handler)
    {
    }

    const Admitted &admitted() const { return m_admitted; }
    void admit(Admitted admitted) { m_admitted = std::move(admitted); }
    //! The token is not needed any more.
    void dropToken() { m_admitted.token.reset(); }
    void describe(QByteArray head) { m_admitted.requestHead = std::move(head); }
    Entry takeEntry() { return std::move(m_entry); }
    void setEntry(Entry entry) { m_entry = std::move(entry); }

    //! Waits for a result. \a facts are for a refusal, whose head will not be there any more.
    void waitFor(PendingAuth pending, RefusedRequest facts)
    {
        m_pending = std::move(pending);
        m_facts = std::make_unique<RefusedRequest>(std::move(facts));
        wait();
    }
    //! Of waitFor().
    const RefusedRequest &facts() const { return *m_facts; }
    void cancel() { m_pending.cancel(); }

private:
    void headRead(const HttpHead &head) override { m_handler.handle(*this, head); }
    void headRefused(const Refusal &refusal) override
    {
        if (m_facts)
            m_handler.refuse(socket(), refusal, *m_facts, false);
        else
            m_handler.refuse(socket(), refusal);
    }
    void lost(Loss loss) override
    {
        m_handler.lose(socket(), loss == Loss::Aborted    ? "draining"
                                 : loss == Loss::Deadline ? "timeout"
                                                          : "left");
    }

    UpgradeHandler &m_handler;
    Admitted m_admitted;
    Entry m_entry;
    std::unique_ptr<RefusedRequest> m_facts; //!< only if it waited
    PendingAuth m_pending;                   //!< last: it refers to what is before it
};

UpgradeHandler::UpgradeHandler(IoLoop &loop, std::shared_ptr<const UpgradeRules> rules, Confirm confirm,
                               Gate *gate, AdmitAddress admitAddress)
    : m_confirm(std::move(confirm))
    , m_gate(gate)
    , m_admitAddress(std::move(admitAddress))
    , m_server(QStringLiteral("signalbox"), QWebSocketServer::NonSecureMode)
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
    // The old ones stay supported: Qt may have a handshake queued for which one of them was selected.
    QStringList known = m_server.supportedSubprotocols() + m_rules->subprotocols;
    known.removeDuplicates();
    m_server.setSupportedSubprotocols(known);
}

void UpgradeHandler::receive(ClientSocket &socket)
{
    HttpHeadLimits limits;
    limits.maxBytes = m_rules->limits.maxHead;
    m_requests.add(std::make_unique<Request>(*this, socket, limits, m_rules->limits.handshake));
}

void UpgradeHandler::reject(ClientSocket &socket, int status, const char *reason)
{
    refuse(socket, notAdmitted(status, reason));
}

void UpgradeHandler::rejectAtOnce(AcceptedClient &&client, bool usesTls, int status, const char *reason)
{
    Refusal refusal = notAdmitted(status, reason);
    if (usesTls)
        refusal.response.status = 0;
    refuseAtOnce(std::move(client), refusal);
}

void UpgradeHandler::refuseAtOnce(AcceptedClient &&client, const Refusal &refusal)
{
    if (refusal.response.status != 0)
        sendAtOnce(std::move(client.socket), refusal.response.encode());
    Q_EMIT refused(refusedRequest(client.peer, client.listener, refusal.response.status, refusal.reason));
}

void UpgradeHandler::evict(ClientSocket &socket)
{
    constexpr const char *Reason = "unfinished_head";
    if (m_requests.find(socket.number())) {
        if (socket.channelState() == Channel::State::Handshaking) {
            forget(socket.number());
            Q_EMIT refused(refusedRequest(socket.peer(), socket.listener(), 0, Reason));
        } else {
            refuse(socket, notAdmitted(503, Reason));
            socket.writeOnce();
        }
    }
    socket.retire();
}

//! Returns false if the client was refused.
bool UpgradeHandler::admitAddress(ClientSocket &socket, const HttpHead &head)
{
    if (!m_rules->trustedProxies.contains(socket.peer().address))
        return true;
    const ClientAddress address = clientAddressOf(head, socket.address(), m_rules->trustedProxies);
    const Admission admission = m_admitAddress ? m_admitAddress(socket, address) : Admission::Admitted;
    socket.setAddress(address);
    if (admission == Admission::Admitted)
        return true;
    const Rejection rejection = rejectionFor(admission);
    refuse(socket, notAdmitted(rejection.status, rejection.reason), &head);
    return false;
}

void UpgradeHandler::handle(Request &request, const HttpHead &head)
{
    ClientSocket &socket = request.socket();
    if (!admitAddress(socket, head))
        return;
    const RequestContext context{socket.peer(), socket.listener(),
                                 socket.channelState() == Channel::State::Secure, socket.certificateUser()};
    Decision decision = decide(head, context, m_rules->routes, m_rules->policy, m_rules->limits,
                               m_rules->deflate, m_rules->auth, m_rules->rooms);
    if (const auto *refusal = std::get_if<Refusal>(&decision)) {
        refuse(socket, *refusal, &head);
        return;
    }
    if (const auto *answer = std::get_if<HttpResponse>(&decision)) {
        m_requests.respond(socket, answer->encode());
        return;
    }
    if (const auto *wanted = std::get_if<FileRequest>(&decision)) {
        const BuiltInFile &file = wanted->which == BuiltIn::Page ? m_page : m_client;
        m_requests.respond(socket, file.answerTo(*wanted).encode(wanted->headOnly));
        return;
    }
    admit(request, head, std::get<Admitted>(std::move(decision)));
}

void UpgradeHandler::admit(Request &request, const HttpHead &head, Admitted &&admitted)
{
    ClientSocket &socket = request.socket();
    if (admitted.subprotocolUnknown)
        qCDebug(lcFrontDoor, "%s offers subprotocols that %s does not know: none is selected",
                qPrintable(socket.peer().toString()), qPrintable(admitted.path));
    request.admit(std::move(admitted));
    PendingAuth pending;
    const auto later = [this, exists = std::weak_ptr(m_exists),
                        number = socket.number()](Gate::Result result) {
        Request *waiting = exists.expired() ? nullptr : m_requests.find(number);
        if (!waiting)
            return;
        waiting->cancel(); // while its authenticator exists
        enter(*waiting, std::move(result), nullptr);
    };
    std::optional<Gate::Result> known = Entry{};
    if (m_gate)
        known = m_gate->enter(request.admitted(), head, socket.address(), pending, later);
    if (known && std::holds_alternative<Refusal>(*known)) {
        refuse(socket, std::get<Refusal>(*known), &head);
        return;
    }
    request.describe(describeHead(head, {m_rules->auth.query.toLatin1(), m_rules->auth.http.headers}));
    if (known)
        enter(request, *std::move(known), &head);
    else
        request.waitFor(std::move(pending), refusedRequest(socket.peer(), socket.listener(), 0, "", &head));
}

void UpgradeHandler::enter(Request &request, Gate::Result &&result, const HttpHead *head)
{
    ClientSocket &socket = request.socket();
    const auto factsOf = [&] {
        return head ? refusedRequest(socket.peer(), socket.listener(), 0, "", head) : request.facts();
    };
    if (const auto *refusal = std::get_if<Refusal>(&result)) {
        refuse(socket, *refusal, factsOf(), false);
        return;
    }
    if (request.admitted().lacksSubprotocol) {
        refuse(socket, lackedSubprotocol(), factsOf(), false);
        return;
    }
    if (m_confirm && !m_confirm(socket)) {
        refuse(socket, notAdmitted(503, "server_full"), factsOf(), false);
        return;
    }
    request.dropToken();
    request.setEntry(std::get<Entry>(std::move(result)));
    const Admitted &admitted = request.admitted();
    const QByteArray canonical = canonicalHead(admitted.key, admitted.origin, admitted.subprotocol);
    BridgeSocket *bridge = request.upgrade(admitted.extensions);
    m_server.handleConnection(bridge);
    bridge->showHead(canonical);
}

void UpgradeHandler::refuse(ClientSocket &socket, const Refusal &refusal, const HttpHead *head)
{
    refuse(socket, refusal, refusedRequest(socket.peer(), socket.listener(), 0, "", head),
           head && head->method == "HEAD");
}

void UpgradeHandler::refuse(ClientSocket &socket, const Refusal &refusal, RefusedRequest facts, bool headOnly)
{
    facts.status = refusal.response.status;
    facts.reason = refusal.reason;
    facts.ban = refusal.ban;
    if (Request *request = m_requests.find(socket.number()))
        request->cancel();
    m_requests.respond(socket, refusal.response.encode(headOnly));
    Q_EMIT refused(facts);
}

//! Removes the request, whose result nobody waits for any more.
void UpgradeHandler::forget(quint64 number)
{
    if (Request *request = m_requests.find(number))
        request->cancel();
    m_requests.remove(number);
}

void UpgradeHandler::lose(ClientSocket &socket, const char *reason)
{
    if (!m_requests.find(socket.number()))
        return; // it was evicted
    const bool isOfTls = socket.hasTlsHandshakeFailed();
    const TlsFailure failure = socket.tlsFailure();
    RefusedRequest request =
        refusedRequest(socket.peer(), socket.listener(), 0, isOfTls ? failure.reason : reason);
    if (isOfTls)
        request.detail = failure.detail;
    Q_EMIT refused(request);
    forget(socket.number());
}

void UpgradeHandler::takeUpgraded()
{
    while (QWebSocket *webSocket = m_server.nextPendingConnection()) {
        webSocket->setParent(nullptr);
        Request *request = m_requests.find(webSocket->peerName().toULongLong());
        if (!request || !request->isUpgrading()) {
            // Its client went away during Qt's handshake, and the socket below will be deleted: this one
            // first.
            delete webSocket;
            continue;
        }
        ClientSocket &socket = request->socket();
        BridgeSocket *bridge = request->handOver();
        // The server would delete the bridge when it disconnects; from here on its Connection owns it
        // (QT_FACTS Q32).
        disconnect(bridge, &QTcpSocket::disconnected, &m_server, nullptr);
        giveBackLeftovers(*webSocket, *bridge);
        const Admitted admitted = request->admitted();
        Entry entry = request->takeEntry();
        m_requests.remove(socket.number());
        Q_EMIT upgraded(&socket, admitted, webSocket, bridge, entry);
    }
}

} // namespace signalbox
