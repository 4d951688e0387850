#include "core/server/audittrail.h"

#include "core/control/auditentryof.h"
#include "core/store/auditstore.h"
#include "core/store/memoryauditlog.h"
#include "core/worker/ownermailbox.h"
#include "core/worker/sharedstate.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

const char *nameOf(AdminAct::What what)
{
    switch (what) {
    case AdminAct::What::Start:
        break;
    case AdminAct::What::Stop:
        return "stop";
    case AdminAct::What::Reload:
        return "reload";
    case AdminAct::What::ReloadCertificates:
        return "reload_certificates";
    case AdminAct::What::Drain:
        return "drain";
    }
    return "start";
}

} // namespace

AuditTrail::AuditTrail(SharedState &shared, OwnerMailbox &mailbox)
    : m_shared(shared)
    , m_replies([&mailbox](StoreReplies::Task task) { mailbox.post(std::move(task)); })
    , m_log(std::make_unique<MemoryAuditLog>())
{
}

AuditTrail::~AuditTrail() = default;

void AuditTrail::setStore(Store *store)
{
    if (store)
        m_log = std::make_unique<AuditStore>(*store);
    else
        m_log = std::make_unique<MemoryAuditLog>();
}

void AuditTrail::commandFinished(const ActionReport &report, Recorded recorded)
{
    append(auditEntryOf(report, wallNow()), std::move(recorded));
}

void AuditTrail::acted(const Actor &actor, AdminAct::What what, const QString &failure, Recorded recorded)
{
    const char *action = nameOf(what);
    const Outcome outcome = failure.isEmpty() ? Outcome::Done : Outcome::Rejected;
    m_shared.counters.actions().add({StaticName{action}, {outcomeName(outcome)}});
    m_shared.eventLog.add(AdminAct{actor, what}, wallNow());
    AuditEntry entry = auditEntryOf(actor, QString::fromLatin1(action), wallNow());
    entry.target = u"server"_s;
    entry.outcome = failure.isEmpty() ? u"done"_s : u"failed: "_s + failure;
    append(bounded(std::move(entry)), std::move(recorded));
}

void AuditTrail::append(AuditEntry &&entry, Recorded &&recorded)
{
    m_log->append(std::move(entry), m_replies, [recorded = std::move(recorded)] {
        if (recorded)
            recorded();
    });
}

} // namespace signalbox
