#pragma once

#include "core/http/apiserver.h"
#include "core/transport/acceptor.h"

#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <array>
#include <unordered_map>

namespace signalbox::test {

inline constexpr std::array EchoFields{ApiField{.name = "text", .isRequired = true}};
inline constexpr std::array WaitQuery{ApiField{.name = "n", .type = ApiField::Type::Integer}};
inline constexpr ApiRoute PlainRoute{.path = "/plain", .role = ApiRole::Viewer};
inline constexpr ApiRoute ProbeRoute{.path = "/probe", .role = ApiRole::Public};
inline constexpr ApiRoute EchoRoute{
    .method = HttpMethod::Post, .path = "/echo", .role = ApiRole::Viewer, .body = EchoFields};
inline constexpr ApiRoute WaitRoute{.path = "/wait", .role = ApiRole::Viewer, .query = WaitQuery};
inline constexpr ApiRoute StreamRoute{.path = "/stream", .role = ApiRole::Viewer};

//! Everybody is a viewer, except those who ask with the field `Nobody`.
struct FakeGate final : public ApiGate
{
    std::optional<ApiRefusal> checkOrigin(const HttpHead &, const ClientSocket &) override
    {
        return std::nullopt;
    }
    std::variant<ApiToken, ApiRefusal> authorise(const HttpHead &head, const ClientSocket &,
                                                 const ApiRoute &) override
    {
        if (head.value("Nobody"))
            return ApiRefusal{HttpResponse::problem(401, "nobody"), "admin_token"};
        return ApiToken{QStringLiteral("ann"), ApiRole::Viewer};
    }
};

//! An API on the loop of the test: /echo answers at once, /wait when the test says so, /stream streams.
class ApiFixture
{
public:
    explicit ApiFixture(const HttpTimeouts &timeouts = {})
    {
        settings.handshake = timeouts.head;
        router.add(PlainRoute,
                   [](const ApiRequest &, const ApiResponder &responder) { responder.json("{}"); });
        router.add(ProbeRoute,
                   [](const ApiRequest &, const ApiResponder &responder) { responder.json("{}"); });
        router.add(EchoRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
            callers.push_back(request.caller());
            JsonWriter json;
            json.beginObject().member("text", *request.body().text("text")).endObject();
            responder.json(json, 201);
        });
        router.add(WaitRoute, [this](const ApiRequest &request, const ApiResponder &responder) {
            asked.push_back(request.query().integer("n").value_or(0));
            responder.onLeft([this] { ++left; });
            waiting.push_back(responder);
        });
        router.add(StreamRoute, [this](const ApiRequest &, const ApiResponder &responder) {
            streams.push_back(responder.stream("application/x-ndjson"));
            streams.back().onLeft([this] { ++left; });
            streams.back().onSent([this] { ++sent; });
        });
        server = std::make_unique<ApiServer>(
            loop, router, gate, [this](const RefusedRequest &request) { refused.push_back(request); },
            timeouts);
        Result<ListeningSocket> listening = ListeningSocket::open({QHostAddress(QHostAddress::LocalHost), 0});
        m_port = listening->endpoint.port;
        m_acceptor = std::make_unique<Acceptor>(loop, std::move(*listening),
                                                [this](AcceptedClient &&client) { take(std::move(client)); });
    }
    ~ApiFixture() { runUntilIdle(); }
    Q_DISABLE_COPY_MOVE(ApiFixture)

    RawClient connect(int receiveBuffer = 0) const { return RawClient::connectTo(m_port, receiveBuffer); }
    bool isEmpty() const { return m_sockets.empty(); }
    ClientSocket &lastSocket() { return *m_sockets.at(m_lastNumber); }
    //! Runs the loop until all that is due has been handled.
    bool turn()
    {
        bool passed = false;
        loop.post([&passed] { passed = true; });
        return waitUntil([&passed] { return passed; });
    }
    bool isAsked(std::size_t count)
    {
        return waitUntil([&] { return asked.size() == count; });
    }

    IoLoop &loop = ioLoop();
    SocketSettings settings;
    ApiRouter router;
    FakeGate gate;
    std::vector<ApiCaller> callers;
    std::vector<qint64> asked;
    std::vector<ApiResponder> waiting;
    std::vector<ApiStream> streams;
    std::vector<RefusedRequest> refused;
    int left = 0;
    int sent = 0;
    std::unique_ptr<ApiServer> server;

private:
    void take(AcceptedClient &&accepted)
    {
        const quint64 number = ++m_lastNumber;
        auto &client = m_sockets[number];
        client = std::make_unique<ClientSocket>(
            number, loop, std::make_unique<TcpChannel>(std::move(accepted.socket)), accepted.peer,
            accepted.listener, settings,
            [this](ClientSocket &gone) { loop.post([this, key = gone.number()] { m_sockets.erase(key); }); });
        server->receive(*client);
    }

    std::unordered_map<quint64, std::unique_ptr<ClientSocket>> m_sockets;
    std::unique_ptr<Acceptor> m_acceptor;
    quint64 m_lastNumber = 0;
    quint16 m_port = 0;
};

//! A request of \a method for \a target.
inline QByteArray requestFor(const QByteArray &target, const QByteArray &fields = {},
                             const QByteArray &method = "GET")
{
    return method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

//! A POST of \a json to /echo.
inline QByteArray echoOf(const QByteArray &json)
{
    return requestFor("/echo",
                      "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(json.size()) +
                          "\r\n",
                      "POST") +
           json;
}

} // namespace signalbox::test
