#include "core/transport/adminhttpendpoint.h"

#include <QLoggingCategory>

namespace signalbox {

Q_LOGGING_CATEGORY(lcAdminDoor, "signalbox.admin", QtInfoMsg)

namespace {

constexpr HttpHeadLimits HeadLimits{16 * 1024, 100};

} // namespace

class AdminHttpEndpoint::Request final : public HttpExchange
{
public:
    Request(AdminHttpEndpoint &endpoint, ClientSocket &socket)
        : HttpExchange(socket, HeadLimits)
        , m_endpoint(endpoint)
    {
    }

    bool wantsHeadOnly() const { return m_wantsHeadOnly; }

private:
    void headRead(const HttpHead &head) override
    {
        m_wantsHeadOnly = head.method == "HEAD";
        m_endpoint.m_asked(number(), socket(), head);
    }
    void headRefused(const Refusal &refusal) override { m_endpoint.refuse(socket(), refusal); }
    void lost() override { m_endpoint.m_requests.remove(number()); }

    AdminHttpEndpoint &m_endpoint;
    bool m_wantsHeadOnly = false;
};

AdminHttpEndpoint::AdminHttpEndpoint(IoLoop &loop, Asked asked)
    : m_asked(std::move(asked))
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
    qCDebug(lcAdminDoor, "%s refused with %d: %s", qPrintable(socket.peer().toString()),
            refusal.response.status, refusal.reason);
    m_requests.respond(socket, refusal.response.encode());
}

} // namespace signalbox
