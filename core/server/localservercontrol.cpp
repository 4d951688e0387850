#include "core/server/localservercontrol.h"

#include "core/server/audittrail.h"
#include "core/worker/ownermailbox.h"
#include "core/worker/sharedstate.h"

using namespace Qt::StringLiterals;

namespace signalbox {

LocalServerControl::LocalServerControl(Server &server, SharedState &shared, AuditTrail &trail,
                                       OwnerMailbox &mailbox)
    : m_server(server)
    , m_shared(shared)
    , m_trail(trail)
    , m_mailbox(mailbox)
{
}

void LocalServerControl::setWarnings(const QStringList &warnings)
{
    const std::lock_guard lock(m_mutex);
    m_warnings = warnings;
}

void LocalServerControl::begin(const QString &node, std::vector<Endpoint> listeners, PostToAdmin postToAdmin)
{
    m_postToAdmin = std::move(postToAdmin);
    m_listeners = std::move(listeners);
    m_node = node;
    m_started = wallNow();
    m_startedAt = Clock::now();
}

// From counters that any thread may read: no other thread is asked, so the answer comes also from a server that is busy.
void LocalServerControl::overview(std::function<void(const ServerOverview &)> callback)
{
    ServerOverview server;
    server.node = m_node;
    server.state = m_shared.readiness;
    server.started = m_started;
    server.uptime = std::chrono::duration_cast<Milliseconds>(Clock::now() - m_startedAt);
    server.listeners = m_listeners;
    for (const ServerCounters &counters : m_shared.counters.all()) {
        // Ends first: a connection that ends meanwhile was accepted before, so the difference is not negative.
        server.connections -= qint64(counters.ended.total());
        server.connections += qint64(counters.accepted.total());
        server.rooms += counters.rooms.value();
        server.users += counters.users.value();
        server.queuedBytes += counters.queuedBytes.value();
        server.in.messages += counters.in.messages();
        server.in.bytes += counters.in.bytes.value();
        server.out.messages += counters.out.messages();
        server.out.bytes += counters.out.bytes.value();
    }
    {
        const std::lock_guard lock(m_mutex);
        server.warnings = m_warnings;
    }
    callback(server);
}

void LocalServerControl::reload(const Actor &actor,
                                std::function<void(const Result<ReloadReport> &)> callback)
{
    m_mailbox.post([this, actor, callback = std::move(callback)] {
        const Result<ReloadReport> report =
            m_host.reload
                ? m_host.reload()
                : Error{Error::Code::Busy, u"this server has no configuration that can be read again"_s};
        const QString failure = report ? QString() : report.error().text.section(u'\n', 0, 0);
        m_trail.acted(actor, AdminAct::What::Reload, failure,
                      [this, callback, report] { m_postToAdmin([callback, report] { callback(report); }); });
    });
}

void LocalServerControl::drain(const Actor &actor, std::function<void()> callback)
{
    m_mailbox.post([this, actor, callback = std::move(callback)] {
        m_trail.acted(actor, AdminAct::What::Drain, {}, [this, callback] { beginDrain(callback); });
    });
}

void LocalServerControl::beginDrain(const std::function<void()> &callback)
{
    m_postToAdmin(callback);
    if (m_server.state() != Server::State::Running)
        return; // it goes on; a second call would end it at once
    if (m_host.drain)
        m_host.drain();
    else
        m_server.drain();
}

} // namespace signalbox
