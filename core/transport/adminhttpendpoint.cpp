#include "core/transport/adminhttpendpoint.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr HttpHeadLimits HeadLimits{16 * 1024, 100};

} // namespace

class AdminHttpEndpoint::Request final : public HttpExchange
{
public:
    Request(AdminHttpEndpoint &endpoint, ClientSocket &socket)
        : HttpExchange(socket, HeadLimits, {})
        , m_endpoint(endpoint)
    {
    }

    bool wantsHeadOnly() const { return m_wantsHeadOnly; }
    const QString &path() const { return m_path; }

private:
    void headRead(const HttpHead &head) override
    {
        m_wantsHeadOnly = head.method == "HEAD";
        const qsizetype query = head.target.indexOf('?'); // it may hold a token
        const qsizetype end = std::min(query < 0 ? head.target.size() : query, MaxRefusedText);
        m_path = QString::fromUtf8(head.target.first(end));
        m_endpoint.m_asked(number(), socket(), head);
    }
    void headRefused(const Refusal &refusal) override
    {
        m_endpoint.refuse(socket(), {refusal.response, "admin_head"});
    }
    void lost(Loss) override { m_endpoint.m_requests.remove(number()); }

    AdminHttpEndpoint &m_endpoint;
    bool m_wantsHeadOnly = false;
    QString m_path;
};

AdminHttpEndpoint::AdminHttpEndpoint(IoLoop &loop, Asked asked, Refused refused)
    : m_asked(std::move(asked))
    , m_refused(std::move(refused))
    , m_requests(loop)
{
}

AdminHttpEndpoint::~AdminHttpEndpoint() = default;

void AdminHttpEndpoint::receive(ClientSocket &socket)
{
    m_requests.add(std::make_unique<Request>(*this, socket));
}

void AdminHttpEndpoint::answer(quint64 number, const HttpResponse &response)
{
    Request *request = m_requests.find(number);
    if (!request)
        return;
    // 503 is an answer: it says that the server is not ready.
    if (response.status >= 400 && response.status != 503)
        reportRefusal(request->socket(), response.status, "admin_request", request->path());
    request->respond(response.encode(request->wantsHeadOnly()));
    m_requests.remove(number);
}

void AdminHttpEndpoint::evict(ClientSocket &socket)
{
    if (m_requests.find(socket.number())) {
        Refusal refusal{HttpResponse::problem(503, "too many connections to this port; try again later"),
                        "admin_evicted"};
        refusal.response.headers.emplace_back("Retry-After", "1");
        refuse(socket, refusal);
        socket.writeOnce();
    }
    socket.retire();
}

void AdminHttpEndpoint::refuse(ClientSocket &socket, const Refusal &refusal)
{
    reportRefusal(socket, refusal.response.status, refusal.reason, {});
    m_requests.respond(socket, refusal.response.encode());
}

void AdminHttpEndpoint::reportRefusal(const ClientSocket &socket, int status, const char *reason,
                                      const QString &path)
{
    RefusedRequest request;
    request.peer = socket.peer();
    request.listener = socket.listener();
    request.status = status;
    request.reason = reason;
    request.path = path;
    m_refused(request);
}

} // namespace signalbox
