#pragma once

#include "core/http/apirouter.h"
#include "core/http/httpconnection.h"
#include "core/model/closedlog.h"

#include <memory>
#include <unordered_map>

namespace signalbox {

//! A response that refuses a request, and why.
struct ApiRefusal
{
    HttpResponse response;
    const char *reason = ""; //!< as in RefusedRequest::reason. Owner: static storage
    bool endsConnection = false;
};

//! Whose token a request has.
struct ApiToken
{
    QString name;
    ApiRole role = ApiRole::Viewer;
};

//! Decides who may ask what. Called on the thread of the connections.
class ApiGate
{
public:
    virtual ~ApiGate() = default;
    //! Refuses a request whatever it is for; nothing: it may go on.
    virtual std::optional<ApiRefusal> checkOrigin(const HttpHead &head, const ClientSocket &socket) = 0;
    //! Who asks for a \a route that is not public, or why that is refused.
    virtual std::variant<ApiToken, ApiRefusal> authorise(const HttpHead &head, const ClientSocket &socket,
                                                         const ApiRoute &route) = 0;
};

//! Serves an API over HTTP: reads requests, checks them against the table of the router in this order, and calls the
//! handlers. Gate 400, 403 · target 400 · path 404 · method 405, 501, OPTIONS 204 · token 401, 429, role 403 · query
//! 400, 422 · body 400 (for GET), 415, 413, 400, 422. Lives on its io thread; the sockets are owned by their table.
class ApiServer final : private HttpConnectionOwner
{
public:
    //! Called for each request that is refused before a handler gets it, and for each client that is evicted.
    using Refused = std::function<void(const RefusedRequest &request)>;

    //! \a router and \a gate outlive the server.
    ApiServer(IoLoop &loop, const ApiRouter &router, ApiGate &gate, Refused refused,
              const HttpTimeouts &timeouts = {});
    ~ApiServer();
    Q_DISABLE_COPY_MOVE(ApiServer)

    static constexpr qint64 MaxBody = 1024 * 1024;

    //! Reads requests from \a socket until it ends.
    void receive(ClientSocket &socket);
    //! Ends a connection because another one needs its place: with 503 where a request is not answered yet.
    void evict(ClientSocket &socket);
    std::size_t connections() const { return m_clients.size(); }

private:
    //! A connection with the request that is being read.
    struct Client
    {
        std::shared_ptr<HttpConnection> connection;
        std::optional<ApiRequest> request;
        const ApiRouter::Handler *handler = nullptr;
        RefusedRequest described; //!< what a refusal of the request would say about it
    };

    Decision headRead(HttpConnection &connection, const HttpHead &head) override;
    void requestRead(HttpConnection &connection, const QByteArray &body) override;
    void faulty(HttpConnection &connection, Part part, int status) override;
    void ended(HttpConnection &connection) override;

    std::variant<ApiRequest, ApiRefusal> check(Client &client, const HttpHead &head);
    HttpResponse refuse(const Client &client, ApiRefusal refusal);
    void report(const Client &client, int status, const char *reason);

    IoLoop &m_loop;
    const ApiRouter &m_router;
    ApiGate &m_gate;
    Refused m_refused;
    HttpTimeouts m_timeouts;
    LoopPost m_post;
    JsonReader m_jsonReader;
    std::unordered_map<quint64, Client> m_clients;
};

} // namespace signalbox
