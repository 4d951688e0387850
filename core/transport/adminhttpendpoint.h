#pragma once

#include "core/model/closedlog.h"
#include "core/transport/httpexchange.h"

#include <functional>
#include <memory>

namespace signalbox {

//! The HTTP endpoint of the admin port: reads request heads, passes them to its owner, and sends one response
//! each, after which the connection ends. Lives on its io thread; the sockets are owned by their table.
class AdminHttpEndpoint final
{
public:
    //! Called for each request. \a request is for answer(), now or later.
    using Asked = std::function<void(quint64 request, const ClientSocket &socket, const HttpHead &head)>;

    //! Called for each client that is answered with an error or evicted.
    using Refused = std::function<void(const RefusedRequest &request)>;

    AdminHttpEndpoint(IoLoop &loop, Asked asked, Refused refused);
    ~AdminHttpEndpoint();
    Q_DISABLE_COPY_MOVE(AdminHttpEndpoint)

    //! Reads a request from \a socket.
    void receive(ClientSocket &socket);
    //! Sends \a response if the client is still there; without its body to a HEAD request.
    void answer(quint64 request, const HttpResponse &response);
    //! Ends a connection because another one needs its place: with 503 where its request is not answered yet.
    void evict(ClientSocket &socket);

private:
    class Request;

    void refuse(ClientSocket &socket, const Refusal &refusal);
    void reportRefusal(const ClientSocket &socket, int status, const char *reason, const QString &path);

    Asked m_asked;
    Refused m_refused;
    HttpExchangeTable<Request> m_requests;
};

} // namespace signalbox
