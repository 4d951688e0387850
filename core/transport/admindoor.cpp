#include "core/transport/admindoor.h"

#include <QLoggingCategory>

namespace signalbox {

Q_LOGGING_CATEGORY(lcAdminDoor, "signalbox.admin", QtInfoMsg)

namespace {

constexpr HttpHeadLimits HeadLimits{16 * 1024, 100};

} // namespace

class AdminDoor::Visit final : public HeadVisit
{
public:
    Visit(AdminDoor &door, Wire &wire)
        : HeadVisit(wire, HeadLimits)
        , m_door(door)
    {
    }

    bool wantsHeadOnly() const { return m_wantsHeadOnly; }

private:
    void headRead(const HttpHead &head, const QByteArray &) override
    {
        m_wantsHeadOnly = head.method == "HEAD";
        m_door.m_asked(wire().number(), wire(), head);
    }
    void headRefused(const Refusal &refusal) override { m_door.refuse(wire(), refusal); }
    void wireLost() override { m_door.m_visits.forget(wire().number()); }

    AdminDoor &m_door;
    bool m_wantsHeadOnly = false;
};

AdminDoor::AdminDoor(IoLoop &loop, Asked asked)
    : m_asked(std::move(asked))
    , m_visits(loop)
{
}

AdminDoor::~AdminDoor() = default;

void AdminDoor::receive(Wire &wire)
{
    m_visits.add(std::make_unique<Visit>(*this, wire));
}

void AdminDoor::answer(quint64 number, const HttpResponse &response)
{
    Visit *visit = m_visits.find(number);
    if (!visit)
        return;
    visit->wire().respond(response.encode(visit->wantsHeadOnly()));
    m_visits.forget(number);
}

void AdminDoor::turnAway(Wire &wire)
{
    Refusal refusal{HttpResponse::problem(503, "too many connections to this port; try again later"), "full"};
    refusal.response.headers.emplace_back("Retry-After", "1");
    refuse(wire, refusal);
}

void AdminDoor::refuse(Wire &wire, const Refusal &refusal)
{
    qCDebug(lcAdminDoor, "%s refused with %d: %s", qPrintable(wire.peer().toString()),
            refusal.response.status, refusal.reason);
    wire.respond(refusal.response.encode());
    m_visits.forget(wire.number());
}

} // namespace signalbox
