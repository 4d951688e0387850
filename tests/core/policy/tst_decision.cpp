#include "core/policy/decision.h"

#include <QTest>

using namespace signalbox;

namespace {

const QByteArray Handshake = "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

HttpHead parsed(const QByteArray &head)
{
    HttpHeadReader reader;
    qsizetype consumed = 0;
    const HttpHeadReader::Outcome outcome = reader.feed(head + "\r\n", consumed);
    const auto *whole = std::get_if<HttpHead>(&outcome);
    return whole ? *whole : HttpHead{};
}

RouteSettings chat(bool requireSubprotocol = false)
{
    RouteSettings route;
    route.path = QStringLiteral("/chat");
    route.room = QStringLiteral("chat");
    route.subprotocols = {QStringLiteral("a"), QStringLiteral("b")};
    route.requireSubprotocol = requireSubprotocol;
    route.maxMessage = 100;
    return route;
}

struct Case
{
    std::vector<RouteSettings> routes = builtInRoutes();
    PolicySettings policy;
    LimitSettings limits;
    DeflateSettings deflate;
    AuthSettings auth;
    RoomPolicies rooms;
    RequestContext context{{QHostAddress(QStringLiteral("203.0.113.9")), 4711},
                           {QHostAddress(QHostAddress::LocalHost), 8080},
                           false};

    Decision decide(const QByteArray &head) const
    {
        return signalbox::decide(parsed(head), context, RouteTable(routes), policy, limits, deflate, auth,
                                 rooms);
    }
    //! An upgrade of \a target that is right in everything else.
    Decision upgrade(const QByteArray &target, const QByteArray &more = {}) const
    {
        return decide("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + Handshake + more);
    }
};

int statusOf(const Decision &decision)
{
    const auto *refusal = std::get_if<Refusal>(&decision);
    return refusal ? refusal->response.status : 0;
}

QByteArray headerOf(const Decision &decision, const QByteArray &name)
{
    if (const auto *refusal = std::get_if<Refusal>(&decision)) {
        for (const auto &[key, value] : refusal->response.headers) {
            if (key == name)
                return value;
        }
    }
    return {};
}

} // namespace

class TestDecision : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void admitsWithAllAttributes()
    {
        Case a;
        a.routes.push_back(chat());
        const Decision decision =
            a.upgrade("/chat?x=1&user=Al%20ice", "Origin: http://localhost\r\nUser-Agent: test/1\r\n"
                                                 "Sec-WebSocket-Protocol: c, b, a\r\n");
        const auto *admitted = std::get_if<Admitted>(&decision);
        QVERIFY2(admitted, qPrintable(QString::number(statusOf(decision))));
        QCOMPARE(int(admitted->kind), int(RouteKind::Room));
        QCOMPARE(admitted->room, QStringLiteral("chat"));
        QCOMPARE(admitted->maxMessage, 100);
        QCOMPARE(admitted->path, QStringLiteral("/chat"));
        QCOMPARE(admitted->user, QStringLiteral("Al ice"));
        QCOMPARE(admitted->userAgent, QStringLiteral("test/1"));
        QCOMPARE(admitted->key, "dGhlIHNhbXBsZSBub25jZQ==");
        QCOMPARE(admitted->origin, "http://localhost");
        QCOMPARE(admitted->subprotocol, "b"); // the client's order
        QVERIFY(!admitted->subprotocolUnknown);
    }
    void findsTheBuiltInRoutes_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QString>("room");
        QTest::addColumn<int>("kind");
        QTest::newRow("/") << QByteArray("/") << QStringLiteral("lobby") << int(RouteKind::Room);
        QTest::newRow("/ws") << QByteArray("/ws?x") << QStringLiteral("lobby") << int(RouteKind::Room);
        QTest::newRow("a room") << QByteArray("/room/a%2Fb") << QStringLiteral("a/b") << int(RouteKind::Room);
        QTest::newRow("echo") << QByteArray("/echo") << QString() << int(RouteKind::Echo);
    }
    void findsTheBuiltInRoutes()
    {
        QFETCH(const QByteArray, target);
        QFETCH(const QString, room);
        QFETCH(const int, kind);
        const Decision decision = Case().upgrade(target);
        const auto *admitted = std::get_if<Admitted>(&decision);
        QVERIFY(admitted);
        QCOMPARE(admitted->room, room);
        QCOMPARE(int(admitted->kind), kind);
        QCOMPARE(admitted->maxMessage, LimitSettings().maxMessage);
    }
    // CONTRACTS: each row breaks its own rule and those behind it, and its own is what is answered.
    void refusesInOrder_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("reason");
        const QByteArray host = "Host: localhost\r\n";
        const QByteArray foreign = "Origin: http://evil.example\r\n";
        const QByteArray offer = "Sec-WebSocket-Protocol: unknown\r\n";
        const auto row = [](const char *name, const QByteArray &head, int status, const char *reason) {
            QTest::newRow(name) << head << status << QByteArray(reason);
        };
        row("Host before method", "PUT /nowhere HTTP/1.1\r\n" + foreign, 400, "head");
        row("two Hosts, for the page", "GET / HTTP/1.1\r\n" + host + host, 400, "head");
        row("a bad Host", "GET /nowhere HTTP/1.1\r\nHost: a b\r\n", 400, "head");
        row("method before path", "PUT /nowhere HTTP/1.1\r\n" + host, 405, "method");
        row("method before a bad target", "PUT /%zz HTTP/1.1\r\n" + host, 405, "method");
        row("an unknown method before path", "BREW /nowhere HTTP/1.1\r\n" + host, 501, "method");
        row("methods have a case", "get / HTTP/1.1\r\n" + host, 501, "method");
        row("HEAD of a WebSocket path", "HEAD /ws HTTP/1.1\r\n" + host, 426, "no_upgrade");
        row("HEAD cannot upgrade", "HEAD /ws HTTP/1.1\r\n" + host + Handshake, 426, "no_upgrade");
        row("HEAD of no path", "HEAD /nowhere HTTP/1.1\r\n" + host + Handshake, 404, "path");
        row("HTTP/1.0 cannot upgrade", "GET /ws HTTP/1.0\r\n" + Handshake, 426, "no_upgrade");
        row("a bad target", "GET /%zz HTTP/1.1\r\n" + host, 400, "target");
        row("path before no upgrade", "GET /nowhere HTTP/1.1\r\n" + host + foreign, 404, "path");
        row("path before handshake", "GET /nowhere HTTP/1.1\r\nUpgrade: websocket\r\n" + host + foreign, 404,
            "path");
        row("a room with a control", "GET /room/%00 HTTP/1.1\r\n" + host + Handshake, 400, "room");
        row("no room", "GET /room/ HTTP/1.1\r\n" + host, 400, "room");
        row("no upgrade before the rest", "GET /chat HTTP/1.1\r\n" + host + foreign + offer, 426,
            "no_upgrade");
        row("handshake before version and origin",
            "GET /chat HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\n" + host + foreign, 400,
            "handshake");
        row("version before origin",
            "GET /chat HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n" +
                host + foreign + offer,
            426, "version");
        row("origin before subprotocol", "GET /chat HTTP/1.1\r\n" + host + Handshake + foreign + offer, 403,
            "origin");
    }
    void refusesInOrder()
    {
        QFETCH(const QByteArray, head);
        QFETCH(const int, status);
        QFETCH(const QByteArray, reason);
        Case a;
        a.routes.push_back(chat(true));
        const Decision decision = a.decide(head);
        QCOMPARE(statusOf(decision), status);
        QCOMPARE(QByteArray(std::get<Refusal>(decision).reason), reason);
        QCOMPARE(std::get<Refusal>(decision).response.contentType, "application/problem+json");
    }
    // Authentication comes before it, and is decided elsewhere.
    void leavesTheSubprotocolToTheEnd()
    {
        Case a;
        a.routes.push_back(chat(true));
        for (const char *offer :
             {"", "Sec-WebSocket-Protocol: x\r\n", "Sec-WebSocket-Protocol: signalbox.bearer.a\r\n"}) {
            const Decision decision = a.upgrade("/chat", offer);
            QVERIFY(std::get<Admitted>(decision).lacksSubprotocol);
        }
        const Decision decision = a.upgrade("/chat", "Sec-WebSocket-Protocol: x, b\r\n");
        QVERIFY(!std::get<Admitted>(decision).lacksSubprotocol);
        QVERIFY(!std::get<Admitted>(a.upgrade("/ws", "Sec-WebSocket-Protocol: x\r\n")).lacksSubprotocol);
        QCOMPARE(lackedSubprotocol().response.status, 400);
        QCOMPARE(QByteArray(lackedSubprotocol().reason), "subprotocol");
    }
    void aTokenIsNoSubprotocol()
    {
        Case a;
        a.routes.push_back(chat());
        a.routes.back().subprotocols += QStringLiteral("signalbox.bearer.a");
        for (const AuthMode mode : {AuthMode::None, AuthMode::Token}) {
            a.auth.mode = mode;
            const Decision alone = a.upgrade("/chat", "Sec-WebSocket-Protocol: signalbox.bearer.a\r\n");
            QVERIFY(std::get<Admitted>(alone).subprotocol.isEmpty());
            QVERIFY(!std::get<Admitted>(alone).subprotocolUnknown);
            const Decision first =
                a.upgrade("/chat", "Sec-WebSocket-Protocol: signalbox.bearer.a, signalbox.v1.json\r\n");
            QCOMPARE(std::get<Admitted>(first).subprotocol, "signalbox.v1.json");
            const Decision other = a.upgrade("/chat", "Sec-WebSocket-Protocol: signalbox.bearer.a, x\r\n");
            QVERIFY(std::get<Admitted>(other).subprotocolUnknown);
        }
    }
    void findsTheTokenWhereOneIsWanted()
    {
        Case a;
        const QByteArray bearer = "Authorization: Bearer secret\r\n";
        const Decision open = a.upgrade("/ws?token=x", bearer);
        QCOMPARE(std::get<Admitted>(open).authMode, AuthMode::None);
        QVERIFY(!std::get<Admitted>(open).token);
        a.auth.mode = AuthMode::Token;
        const Decision closed = a.upgrade("/ws", bearer);
        QCOMPARE(std::get<Admitted>(closed).authMode, AuthMode::Token);
        QCOMPARE(std::get<Admitted>(closed).token, std::optional<QByteArray>("secret"));
        QVERIFY(!std::get<Admitted>(a.upgrade("/ws")).token);
    }
    void aRouteMayHaveAnotherMode()
    {
        Case a;
        a.routes.push_back(chat());
        a.routes.back().auth = AuthMode::Token;
        QCOMPARE(std::get<Admitted>(a.upgrade("/chat")).authMode, AuthMode::Token);
        QCOMPARE(std::get<Admitted>(a.upgrade("/ws")).authMode, AuthMode::None);
        a.auth.mode = AuthMode::Token;
        a.routes.back().auth = AuthMode::None;
        QCOMPARE(std::get<Admitted>(a.upgrade("/chat?user=Ann")).user, QStringLiteral("Ann"));
        QCOMPARE(std::get<Admitted>(a.upgrade("/ws")).authMode, AuthMode::Token);
    }
    void theNameOfTheQueryIsIgnoredWithAuthentication()
    {
        Case a;
        a.auth.mode = AuthMode::Token;
        for (const char *query : {"?user=Ann", "?uid=Ann", "?user=guest-1", "?user="})
            QVERIFY(std::get<Admitted>(a.upgrade(QByteArray("/ws") + query)).user.isEmpty());
    }
    void refusalsNameTheRemedy()
    {
        const QByteArray host = "Host: localhost\r\n";
        const Case a;
        for (const char *target : {"/ws", "/", "/signalbox.js", "/nowhere"}) {
            const Decision decision = a.decide(QByteArray("POST ") + target + " HTTP/1.1\r\n" + host);
            QCOMPARE(headerOf(decision, "Allow"), "GET, HEAD, OPTIONS");
        }
        QCOMPARE(headerOf(a.decide("GET /ws HTTP/1.1\r\n" + host), "Upgrade"), "websocket");
        QByteArray old = Handshake;
        old.replace("13", "8");
        const Decision version = a.decide("GET /ws HTTP/1.1\r\n" + host + old);
        QCOMPARE(headerOf(version, "Sec-WebSocket-Version"), "13");
        QCOMPARE(headerOf(version, "Upgrade"), "websocket");
    }
    void answersOptions_data()
    {
        QTest::addColumn<QByteArray>("line");
        for (const char *line : {"OPTIONS / HTTP/1.0", "OPTIONS * HTTP/1.1\r\nHost: a",
                                 "OPTIONS /ws HTTP/1.1\r\nHost: a", "OPTIONS /nowhere HTTP/1.1\r\nHost: a"})
            QTest::newRow(line) << QByteArray(line);
    }
    void answersOptions()
    {
        QFETCH(const QByteArray, line);
        const Decision decision = Case().decide(line + "\r\n");
        const auto *response = std::get_if<HttpResponse>(&decision);
        QVERIFY(response);
        QCOMPARE(response->status, 204);
        QCOMPARE(response->headers.size(), std::size_t(1)); // no CORS
        QCOMPARE(response->headers[0].first, "Allow");
    }
    void servesItsHosts_data()
    {
        QTest::addColumn<QByteArray>("request"); // up to Handshake
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const QByteArray &request, int status) {
            QTest::newRow(name) << request << status;
        };
        row("listed", "GET /ws HTTP/1.1\r\nHost: chat.example\r\n", 0);
        row("with a port, in capitals", "GET /ws HTTP/1.1\r\nHost: CHAT.example:8080\r\n", 0);
        row("another", "GET /ws HTTP/1.1\r\nHost: evil.example\r\n", 421);
        row("before the method", "PUT /ws HTTP/1.1\r\nHost: evil.example\r\n", 421);
        row("before OPTIONS", "OPTIONS / HTTP/1.1\r\nHost: evil.example\r\n", 421);
        row("before the path", "GET /%zz HTTP/1.1\r\nHost: evil.example\r\n", 421);
        row("behind the head", "GET /ws HTTP/1.1\r\nHost: a b\r\n", 400);
        row("of the target", "GET http://evil.example/ws HTTP/1.1\r\nHost: chat.example\r\n", 421);
        row("of the target, listed", "GET http://chat.example/ws HTTP/1.1\r\nHost: evil.example\r\n", 0);
        row("a bad one of the target", "GET http://u@chat.example/ws HTTP/1.1\r\nHost: chat.example\r\n",
            400);
        row("none", "GET /ws HTTP/1.0\r\n", 426);
    }
    void servesItsHosts()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const int, status);
        Case a;
        a.policy.hosts = {QStringLiteral("chat.example")};
        a.context.listener.address = QHostAddress(QHostAddress::Any);
        QCOMPARE(statusOf(a.decide(request + Handshake)), status);
        a.context.listener.address = QHostAddress(QHostAddress::LocalHost);
        QVERIFY(statusOf(a.decide(request + Handshake)) != 421);
        a.context.listener.address = QHostAddress(QHostAddress::Any);
        a.policy.hosts.clear();
        QVERIFY(statusOf(a.decide(request + Handshake)) != 421);
    }
    void tellsAMissingOriginFromAForeignOne()
    {
        Case a;
        a.policy.allowMissingOrigin = false;
        const Decision missing = a.upgrade("/ws");
        QCOMPARE(QByteArray(std::get<Refusal>(missing).reason), "no_origin");
        const Decision foreign = a.upgrade("/ws", "Origin: null\r\n");
        QCOMPARE(QByteArray(std::get<Refusal>(foreign).reason), "origin");
    }
    void ignoresOddFieldsOfOthers()
    {
        for (const char *target : {"/ws?x=%", "/ws?%zz=1&user=eve", "/ws?x=%ff&y=%1&z=100%"})
            QCOMPARE(statusOf(Case().upgrade(target)), 0);
        QCOMPARE(statusOf(Case().upgrade("/ws?user=100%")), 400); // this one is used
        QCOMPARE(statusOf(Case().upgrade("/ws?user=a&uid=%")), 0);
    }
    // RFC 9112 section 3.2.2
    void checksTheTargetBeforeHost()
    {
        const auto ask = [](const QByteArray &target, const QByteArray &host) {
            return statusOf(Case().decide("GET " + target + " HTTP/1.1\r\nHost: " + host +
                                          "\r\nOrigin: http://localhost\r\n" + Handshake));
        };
        QCOMPARE(ask("/ws", "localhost"), 0);
        QCOMPARE(ask("/ws", "evil.example"), 403);
        QCOMPARE(ask("http://localhost/ws", "evil.example"), 0);
        QCOMPARE(ask("http://evil.example/ws", "localhost"), 403);
    }
    void agreesOnExtensions_data()
    {
        QTest::addColumn<QByteArray>("offers"); // the headers
        QTest::addColumn<QByteArray>("route");  // what it says of deflate
        QTest::addColumn<bool>("enabled");
        QTest::addColumn<QByteArray>("extensions"); // what the 101 will say
        QTest::addColumn<int>("level");

        const auto row = [](const char *name, const QByteArray &offers, const QByteArray &route, bool enabled,
                            const QByteArray &extensions, int level = 1) {
            QTest::newRow(name) << offers << route << enabled << extensions << level;
        };
        const QByteArray offer = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
        const QByteArray agreed =
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
        row("no offer", {}, {}, true, {});
        row("an offer", offer, {}, true, agreed);
        row("an offer where it is off", offer, {}, false, {});
        row("an offer to a route where it is off", offer, "off", true, {});
        row("an offer to a route where it is on", offer, "on", false, agreed);
        row("a route with a level of its own", offer, "9", true, agreed, 9);
        row("another extension", "Sec-WebSocket-Extensions: x-other\r\n", {}, true, {});
        row("another line", "Sec-WebSocket-Extensions: x-other\r\n" + offer, {}, true, agreed);
        row("the second offer", "Sec-WebSocket-Extensions: permessage-deflate; x, permessage-deflate\r\n", {},
            true, agreed);
        row("parameters", "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\n", {},
            true,
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
            "server_max_window_bits=10");
    }
    void agreesOnExtensions()
    {
        QFETCH(const QByteArray, offers);
        QFETCH(const QByteArray, route);
        QFETCH(const bool, enabled);
        QFETCH(const QByteArray, extensions);
        QFETCH(const int, level);
        Case a;
        a.deflate.enabled = enabled;
        a.deflate.minSize = 77;
        a.routes.push_back(chat());
        if (!route.isEmpty())
            a.routes.back().deflate =
                RouteDeflate{route != "off", route == "9" ? std::optional(9) : std::nullopt};
        const Decision decision = a.upgrade("/chat", offers);
        const Admitted &admitted = std::get<Admitted>(decision);
        QCOMPARE(admitted.extensions, extensions);
        QCOMPARE(admitted.deflate.has_value(), !extensions.isEmpty());
        if (admitted.deflate) {
            QCOMPARE(admitted.deflate->level, level);
            QCOMPARE(admitted.deflate->minSize, 77);
        }
    }
    void takesTheOutboxPolicyOfRoomAndRoute()
    {
        Case a;
        a.routes.push_back(chat());
        a.routes.back().outboxPolicy = OutboxPolicy::DropOldest;
        QVERIFY(std::get<Admitted>(a.upgrade("/chat", {})).outboxPolicy == OutboxPolicy::DropOldest);
        QVERIFY(std::get<Admitted>(a.upgrade("/ws", {})).outboxPolicy == OutboxPolicy::Close);
        RoomSettings room;
        room.name = QStringLiteral("lob*");
        room.outboxPolicy = OutboxPolicy::DropOldest;
        a.rooms = RoomPolicies({room});
        QVERIFY(std::get<Admitted>(a.upgrade("/ws", {})).outboxPolicy == OutboxPolicy::DropOldest);
        QVERIFY(std::get<Admitted>(a.upgrade("/room/other", {})).outboxPolicy == OutboxPolicy::Close);
        a.rooms = RoomPolicies();
        a.limits.outboxPolicy = OutboxPolicy::DropOldest;
        QVERIFY(std::get<Admitted>(a.upgrade("/ws", {})).outboxPolicy == OutboxPolicy::DropOldest);
        a.routes.back().outboxPolicy = OutboxPolicy::Close;
        QVERIFY(std::get<Admitted>(a.upgrade("/chat", {})).outboxPolicy == OutboxPolicy::Close);
    }
    // What refers to a message that was dropped could not be inflated.
    void disablesContextTakeoverWithDropOldest()
    {
        Case a;
        a.deflate.contextTakeover = true;
        a.routes.push_back(chat());
        const QByteArray offer = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
        QCOMPARE(std::get<Admitted>(a.upgrade("/chat", offer)).extensions, "permessage-deflate");
        a.routes.back().outboxPolicy = OutboxPolicy::DropOldest;
        const Decision dropping = a.upgrade("/chat", offer);
        QVERIFY(std::get<Admitted>(dropping).extensions.contains("server_no_context_takeover"));
    }
    void refusesExtensionsThatAreNoList()
    {
        QCOMPARE(statusOf(Case().upgrade("/ws", "Sec-WebSocket-Extensions: permessage-deflate; =1\r\n")),
                 400);
        Case off; // the grammar is checked all the same
        off.deflate.enabled = false;
        QCOMPARE(statusOf(off.upgrade("/ws", "Sec-WebSocket-Extensions: permessage-deflate a\r\n")), 400);
    }
    void ignoresOddExtensionsOfOthers()
    {
        const QByteArray name = "Sec-WebSocket-Extensions: ";
        for (const char *odd :
             {"", ",", "a/b", "x; a=\"b,c\"", "x; a=[1,2]", "x; =", "\"x", "x;;y", "x y z"}) {
            QCOMPARE(statusOf(Case().upgrade("/ws", name + odd + "\r\n")), 0);
            for (const QByteArray &both :
                 {odd + QByteArray(", permessage-deflate"), QByteArray("permessage-deflate, ") + odd}) {
                const Decision decision = Case().upgrade("/ws", name + both + "\r\n");
                QVERIFY2(std::get<Admitted>(decision).extensions.startsWith("permessage-deflate"),
                         both.constData());
            }
        }
    }
    void answersAFileWithoutUpgrade_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<int>("which");
        QTest::addColumn<bool>("headOnly");
        QTest::addColumn<QByteArray>("ifNoneMatch");
        const QByteArray host = " HTTP/1.1\r\nHost: localhost\r\n";
        const auto row = [](const char *name, const QByteArray &head, BuiltIn which, bool headOnly,
                            const QByteArray &ifNoneMatch) {
            QTest::newRow(name) << head << int(which) << headOnly << ifNoneMatch;
        };
        row("the page", "GET /" + host, BuiltIn::Page, false, "");
        row("its head", "HEAD /?x=1" + host, BuiltIn::Page, true, "");
        row("the client", "GET /signalbox.js" + host, BuiltIn::Client, false, "");
        row("its head, again", "HEAD /signalbox.js?v=2" + host + "If-None-Match: \"x\"\r\n", BuiltIn::Client,
            true, "\"x\"");
        row("HTTP/1.0", "GET / HTTP/1.0\r\n", BuiltIn::Page, false, "");
        row("HTTP/1.0 with an upgrade", "GET / HTTP/1.0\r\n" + Handshake, BuiltIn::Page, false, "");
        row("HEAD with an upgrade", "HEAD /" + host + Handshake, BuiltIn::Page, true, "");
    }
    void answersAFileWithoutUpgrade()
    {
        QFETCH(const QByteArray, head);
        QFETCH(const int, which);
        QFETCH(const bool, headOnly);
        QFETCH(const QByteArray, ifNoneMatch);
        const Decision decision = Case().decide(head);
        const auto *request = std::get_if<FileRequest>(&decision);
        QVERIFY(request);
        QCOMPARE(int(request->which), which);
        QCOMPARE(request->headOnly, headOnly);
        QCOMPARE(request->ifNoneMatch, ifNoneMatch);
    }
    void answersAConnectionWithUpgrade()
    {
        QVERIFY(std::holds_alternative<Admitted>(Case().upgrade("/")));
        QCOMPARE(statusOf(Case().upgrade("/signalbox.js")), 404); // a file, and no room
    }
    void namesTheUser_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QString>("user");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const QByteArray &query, const QString &user, int status) {
            QTest::newRow(name) << query << user << status;
        };
        row("none", "", {}, 0);
        row("other keys", "?name=x", {}, 0);
        row("user", "?user=Alice", QStringLiteral("Alice"), 0);
        row("uid", "?uid=7", QStringLiteral("7"), 0);
        row("user wins", "?uid=7&user=Alice", QStringLiteral("Alice"), 0);
        row("the first of two", "?user=A&user=B", QStringLiteral("A"), 0);
        row("decoded", "?user=J%C3%B6rg", QStringLiteral("Jörg"), 0);
        row("64 characters", "?user=" + QByteArray(64, 'x'), QString(64, u'x'), 0);
        row("65 characters", "?user=" + QByteArray(65, 'x'), {}, 400);
        row("made NFC", "?user=Jo%CC%88rg", QStringLiteral("Jörg"), 0);
        row("made NFC, uid", "?uid=%E2%84%AB", QStringLiteral("\u00c5"), 0); // ANGSTROM SIGN
        row("64 characters after NFC", "?user=" + QByteArray("e%CC%81").repeated(64), QString(64, u'\u00e9'),
            0);
        row("65 characters after NFC", "?user=" + QByteArray("e%CC%81").repeated(65), {}, 400);
        row("a family", "?user=%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7",
            QString::fromUtf8("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"), 0);
        row("an isolate", "?user=%E2%81%A6Al", {}, 400);
        row("a word joiner", "?uid=a%E2%81%A0b", {}, 400);
        row("blank", "?user=%E3%85%A4", {}, 400);
        row("spaces", "?user=++", {}, 400);
        row("a guest's name", "?user=guest-12", {}, 400);
        row("like a guest's name", "?user=guest-12a", QStringLiteral("guest-12a"), 0);
        row("no number of a guest", "?user=guest-", QStringLiteral("guest-"), 0);
        row("empty", "?user=", {}, 400);
        row("empty, though there is a uid", "?user=&uid=7", {}, 400);
        row("a control", "?user=a%0Ab", {}, 400);
        row("not UTF-8", "?user=%ff", {}, 400);
        row("a uid that is not UTF-8", "?uid=%ff", {}, 400);
        row("others that are not UTF-8", "?x=%ff&user=A", QStringLiteral("A"), 0);
        row("a bad escape in another field", "?user=A&x=%zz", QStringLiteral("A"), 0);
        row("an escaped key", "?%75ser=A", QStringLiteral("A"), 0);
    }
    void namesTheUser()
    {
        QFETCH(const QByteArray, query);
        QFETCH(const QString, user);
        QFETCH(const int, status);
        const Decision decision = Case().upgrade("/ws" + query);
        QCOMPARE(statusOf(decision), status);
        if (status == 0)
            QCOMPARE(std::get<Admitted>(decision).user, user);
    }
    void aCertificateNamesTheUser_data()
    {
        QTest::addColumn<QString>("named");
        QTest::addColumn<QString>("user");
        const auto row = [](const char *name, const QString &named, const QString &user = {}) {
            QTest::newRow(name) << named << user;
        };
        row("a name", QStringLiteral("ann"), QStringLiteral("ann"));
        row("an address", QStringLiteral("ann@example.org"), QStringLiteral("ann@example.org"));
        row("made NFC", QString::fromUtf8("Jo\xcc\x88rg"), QStringLiteral("Jörg"));
        row("64 characters", QString(64, u'x'), QString(64, u'x'));
        row("65 characters", QString(65, u'x'));
        row("none", {});
        row("a guest's name", QStringLiteral("guest-12"));
        row("a control", QStringLiteral("a\nb"));
        row("a null character", QStringLiteral("ann\0.example.org"));
    }
    void aCertificateNamesTheUser()
    {
        QFETCH(const QString, named);
        QFETCH(const QString, user);
        Case a;
        a.context.certificateUser = named;
        for (const QByteArray query : {"", "?user=eve", "?user=%ff"}) {
            const Decision decision = a.upgrade("/ws" + query);
            QCOMPARE(statusOf(decision), user.isEmpty() ? 403 : 0);
            if (user.isEmpty())
                QCOMPARE(std::get<Refusal>(decision).reason, "certificate_user");
            else
                QCOMPARE(std::get<Admitted>(decision).user, user);
        }
        a.auth.mode = AuthMode::Token; // the token names the user
        const Decision decision = a.upgrade("/ws");
        QVERIFY(std::get<Admitted>(decision).user.isEmpty());
    }
    void selectsNoUnknownSubprotocol()
    {
        Case a;
        a.routes.push_back(chat());
        const Decision unknown = a.upgrade("/chat", "Sec-WebSocket-Protocol: x, y\r\n");
        QVERIFY(std::get<Admitted>(unknown).subprotocol.isEmpty());
        QVERIFY(std::get<Admitted>(unknown).subprotocolUnknown);
        const Decision none = a.upgrade("/chat");
        QVERIFY(std::get<Admitted>(none).subprotocol.isEmpty());
        QVERIFY(!std::get<Admitted>(none).subprotocolUnknown);
        const Decision other = a.upgrade("/ws", "Sec-WebSocket-Protocol: a\r\n"); // of another route
        QVERIFY(std::get<Admitted>(other).subprotocol.isEmpty());
        const Decision spelled = a.upgrade("/chat", "Sec-WebSocket-Protocol: A\r\n"); // verbatim
        QVERIFY(std::get<Admitted>(spelled).subprotocol.isEmpty());
    }
    void selectsTheEnvelopeWhereTheRouteHasIt_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("offers");
        QTest::addColumn<QByteArray>("selected");
        QTest::addColumn<bool>("isEnvelope");
        const QByteArray envelope = EnvelopeSubprotocol;
        QTest::newRow("a room") << QByteArray("/ws") << envelope << envelope << true;
        QTest::newRow("a room of the path") << QByteArray("/room/x") << envelope << envelope << true;
        QTest::newRow("not offered") << QByteArray("/ws") << QByteArray("x") << QByteArray() << false;
        QTest::newRow("among others") << QByteArray("/ws") << "x, " + envelope << envelope << true;
        QTest::newRow("echo never") << QByteArray("/echo") << envelope << QByteArray() << false;
        QTest::newRow("the client's order")
            << QByteArray("/chat") << "b, " + envelope << QByteArray("b") << false;
        QTest::newRow("the other way round") << QByteArray("/chat") << envelope + ", b" << envelope << true;
        QTest::newRow("switched off") << QByteArray("/plain") << envelope << QByteArray() << false;
        QTest::newRow("switched off, and named") << QByteArray("/named") << envelope << envelope << false;
    }
    void selectsTheEnvelopeWhereTheRouteHasIt()
    {
        QFETCH(const QByteArray, target);
        QFETCH(const QByteArray, offers);
        Case a;
        a.routes.push_back(chat());
        a.routes.push_back(chat());
        a.routes.back().path = QStringLiteral("/plain");
        a.routes.back().envelope = false;
        a.routes.push_back(a.routes.back());
        a.routes.back().path = QStringLiteral("/named"); // somebody's own protocol of that name
        a.routes.back().subprotocols = {QString::fromLatin1(EnvelopeSubprotocol)};
        const Decision decision = a.upgrade(target, "Sec-WebSocket-Protocol: " + offers + "\r\n");
        QTEST(std::get<Admitted>(decision).subprotocol, "selected");
        QTEST(std::get<Admitted>(decision).isEnvelope, "isEnvelope");
    }
    void checksTheOriginByThePolicy()
    {
        Case a;
        const QByteArray origin = "Origin: https://app.example\r\n";
        QCOMPARE(statusOf(a.upgrade("/ws", origin)), 403);
        a.policy.origins = {QStringLiteral("https://app.example")};
        QCOMPARE(statusOf(a.upgrade("/ws", origin)), 0);
        QCOMPARE(statusOf(a.upgrade("/ws", "Origin: null\r\n")), 403);
        QCOMPARE(statusOf(a.upgrade("/ws")), 0);
        a.policy.allowMissingOrigin = false;
        QCOMPARE(statusOf(a.upgrade("/ws")), 403);
    }
    void limitsTheUserAgent()
    {
        const Decision decision = Case().upgrade("/ws", "User-Agent: " + QByteArray(2000, 'u') + "\r\n");
        QCOMPARE(std::get<Admitted>(decision).userAgent, QString(512, u'u'));
    }
};

QTEST_GUILESS_MAIN(TestDecision)
#include "tst_decision.moc"
