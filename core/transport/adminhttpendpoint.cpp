#include "core/transport/adminhttpendpoint.h"

#include <QLoggingCategory>

namespace signalbox {

Q_LOGGING_CATEGORY(lcAdminDoor, "signalbox.admin", QtInfoMsg)

namespace {

constexpr HttpHeadLimits HeadLimits{16 * 1024, 100};

} // namespace

class AdminHttpEndpoint::Visit final : public PendingRequest
{
public:
    Visit(AdminHttpEndpoint &door, Wire &wire)
        : PendingRequest(wire, HeadLimits)
        , m_endpoint(door)
    {
    }

    bool wantsHeadOnly() const { return m_wantsHeadOnly; }

private:
    void headRead(const HttpHead &head, const QByteArray &) override
    {
        m_wantsHeadOnly = head.method == "HEAD";
        m_endpoint.m_asked(wire().number(), wire(), head);
    }
    void headRefused(const Refusal &refusal) override { m_endpoint.refuse(wire(), refusal); }
    void wireLost() override { m_endpoint.m_requests.forget(wire().number()); }

    AdminHttpEndpoint &m_endpoint;
    bool m_wantsHeadOnly = false;
};

AdminHttpEndpoint::AdminHttpEndpoint(IoLoop &loop, Asked asked)
    : m_asked(std::move(asked))
    , m_requests(loop)
{
}

AdminHttpEndpoint::~AdminHttpEndpoint() = default;

void AdminHttpEndpoint::receive(Wire &wire)
{
    m_requests.add(std::make_unique<Visit>(*this, wire));
}

void AdminHttpEndpoint::answer(quint64 number, const HttpResponse &response)
{
    Visit *visit = m_requests.find(number);
    if (!visit)
        return;
    visit->wire().respond(response.encode(visit->wantsHeadOnly()));
    m_requests.forget(number);
}

void AdminHttpEndpoint::reject(Wire &wire)
{
    Refusal refusal{HttpResponse::problem(503, "too many connections to this port; try again later"), "full"};
    refusal.response.headers.emplace_back("Retry-After", "1");
    refuse(wire, refusal);
}

void AdminHttpEndpoint::refuse(Wire &wire, const Refusal &refusal)
{
    qCDebug(lcAdminDoor, "%s refused with %d: %s", qPrintable(wire.peer().toString()),
            refusal.response.status, refusal.reason);
    wire.respond(refusal.response.encode());
    m_requests.forget(wire.number());
}

} // namespace signalbox
