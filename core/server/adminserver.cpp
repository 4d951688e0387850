#include "core/server/adminserver.h"

#include "core/cluster/cluster.h"
#include "core/server/clusterjoin.h"
#include "core/server/refusalrelay.h"
#include "core/server/serverlists.h"
#include "core/transport/tlscontext.h"
#include "core/worker/ioworkerpool.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace signalbox {

Q_LOGGING_CATEGORY(lcAdmin, "signalbox.admin", QtInfoMsg)

namespace {

PlainApi plainApiOf(const Config &config)
{
    return config.admin.allowPlain ? PlainApi::Allowed : PlainApi::Refused;
}

//! Handles a batch on the io thread that accepts.
RefusalRelay::Send sendTo(IoWorkerPool &pool)
{
    return [&pool](RefusalBatch batch, std::function<void()> done) {
        pool.post(IoWorkerPool::AcceptingWorker,
                  [batch = std::move(batch), done = std::move(done)](WorkerCore &core) {
                      for (const RefusedRequest &request : batch.requests)
                          core.refused(request);
                      for (const auto &[reason, count] : batch.others)
                          core.countRefused(reason, count);
                      done();
                  });
    };
}

} // namespace

AdminServer::AdminServer(Server &server, SharedState &shared, OwnerMailbox &mailbox, ServerStreams &streams,
                         CommandDispatcher &commands, AuditTrail &trail)
    : m_shared(shared)
    , m_control(server, shared, trail, mailbox)
    , m_messages(mailbox, streams)
    , m_actions(commands, trail, mailbox)
{
}

AdminServer::~AdminServer() = default;

void AdminServer::setWarnings(const QStringList &warnings)
{
    m_hostWarnings = warnings;
    publishWarnings();
}

void AdminServer::publishWarnings()
{
    m_control.setWarnings(m_hostWarnings + m_warnings);
}

Result<void> AdminServer::open(const Config &config)
{
    m_failure.clear();
    m_socket.reset();
    if (!config.server.adminListen)
        return {};
    Result<ListeningSocket> socket = ListeningSocket::open(*config.server.adminListen);
    if (socket) {
        m_socket = std::move(*socket);
        return {};
    }
    if (m_rule == Server::AdminPortRule::Optional) {
        m_failure = socket.error().text;
        qCWarning(lcAdmin, "no admin port: %s", qPrintable(m_failure));
        return {};
    }
    return Error{socket.error().code, u"the admin port (server.admin_listen): %1"_s.arg(socket.error().text)};
}

Result<void> AdminServer::start(IoWorkerPool &pool, const Config &config,
                                const std::vector<Endpoint> &listeners,
                                const std::shared_ptr<const TlsContext> &tls, Cluster *cluster)
{
    if (!m_socket)
        return {};
    // A task must be copyable, a socket is not.
    const auto socket = std::make_shared<ListeningSocket>(*std::exchange(m_socket, std::nullopt));
    m_endpoint = socket->endpoint;
    m_usesTls = tls && !isLoopback(m_endpoint->address);
    AdminPort::Settings settings{config.admin.tokens, plainApiOf(config), m_usesTls ? tls : nullptr};
    HealthHandlers::Sources health{
        m_shared.counters, m_shared.memory, listeners, {}, [this] { return m_shared.readiness.load(); },
        m_shared.store,    &m_shared.bans};
    if (config.cluster.isEnabled()) {
        health.broker = &m_shared.brokerStatus;
        health.brokerPublishes = &m_shared.publishTimes.histogram;
        health.nodes = &m_shared.clusterNodes;
    }
    if (tls)
        health.certificateExpiry = tls->validUntil().toSecsSinceEpoch();
    m_control.begin(nodeNameOf(config, listeners.empty() ? Endpoint() : listeners.front()), listeners,
                    [this](std::function<void()> task) {
                        if (m_thread) // the server may have stopped meanwhile
                            m_thread->post([task = std::move(task)](AdminPort &) { task(); });
                    });
    m_lists = std::make_unique<ServerLists>(pool, m_shared);
    m_messages.start();
    m_actions.start(pool, config);
    Result<std::unique_ptr<AdminThread>> thread =
        AdminThread::create([this, socket, settings, health, cluster, &pool](IoLoop &loop) {
            const auto relay = std::make_shared<RefusalRelay>(loop, sendTo(pool));
            m_lists->begin(loop);
            m_messages.attach(loop);
            m_actions.begin(loop);
            return std::make_unique<AdminPort>(
                loop, std::move(*socket), settings, health,
                AdminServices{m_control, *m_lists, m_messages, m_lists->jobs(), m_actions,
                              cluster ? cluster->calls(loop) : nullptr,
                              [this] { return clusterStatus(m_shared.clusterNodes, m_shared.brokerStatus); }},
                [relay](const RefusedRequest &request) { relay->add(request); });
        });
    if (!thread) {
        m_messages.stop();
        m_lists.reset();
        m_endpoint.reset();
        return thread.error();
    }
    m_thread = std::move(*thread);
    qCInfo(lcAdmin, "admin port on %s://%s/", m_usesTls ? "https" : "http",
           qPrintable(m_endpoint->toString()));
    warnAboutPlain(config, m_usesTls);
    return {};
}

void AdminServer::stop()
{
    m_actions.answerAll();
    m_thread.reset();
    m_actions.stop();
    m_messages.stop();
    m_lists.reset();
    m_socket.reset();
    m_endpoint.reset();
    m_failure.clear();
}

void AdminServer::setConfig(const Config &config)
{
    if (!m_thread)
        return;
    m_actions.setConfig(config);
    warnAboutPlain(config, m_usesTls);
    m_thread->post([tokens = config.admin.tokens, plainApi = plainApiOf(config)](AdminPort &port) {
        port.setTokens(tokens);
        port.setPlainApi(plainApi);
    });
}

void AdminServer::setTls(const std::shared_ptr<const TlsContext> &tls)
{
    if (!m_thread || !tls)
        return;
    m_thread->post([tls, usesTls = m_usesTls](AdminPort &port) {
        port.setCertificateExpiry(tls->validUntil().toSecsSinceEpoch());
        if (usesTls)
            port.setTls(tls);
    });
}

void AdminServer::warnAboutPlain(const Config &config, bool usesTls)
{
    m_warnings.clear();
    if (!usesTls && !isLoopback(m_endpoint->address)) {
        const QString where = m_endpoint->toString();
        m_warnings +=
            config.admin.allowPlain
                ? u"the admin API on %1 is not encrypted: tokens can be read on the way (admin.allow_plain)"_s
                      .arg(where)
                : u"the admin API on %1 is refused: it needs TLS, or admin.allow_plain"_s.arg(where);
        qCWarning(lcAdmin, "%s", qPrintable(m_warnings.front()));
    }
    publishWarnings();
}

} // namespace signalbox
