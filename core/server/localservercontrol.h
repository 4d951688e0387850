#pragma once

#include "core/admin/servercontrol.h"
#include "core/server/server.h"

#include <functional>
#include <mutex>

namespace signalbox {

class AuditTrail;
class OwnerMailbox;
struct SharedState;

//! ServerControl for a Server in the same process. Its methods are called on the admin thread; what follows the comment
//! “owner” on the thread of the server.
class LocalServerControl final : public ServerControl
{
public:
    //! All outlive the control.
    LocalServerControl(Server &server, SharedState &shared, AuditTrail &trail, OwnerMailbox &mailbox);

    //! Runs a task on the admin thread.
    using PostToAdmin = std::function<void(std::function<void()>)>;

    // ---- owner
    void setHost(ServerHost host) { m_host = std::move(host); }
    void setWarnings(const QStringList &warnings);
    //! Before the admin thread starts.
    void begin(const QString &node, std::vector<Endpoint> listeners, PostToAdmin postToAdmin);

    // ---- admin thread
    void overview(std::function<void(const ServerOverview &)> callback) override;
    void reload(const Actor &actor, std::function<void(const Result<ReloadReport> &)> callback) override;
    void drain(const Actor &actor, std::function<void()> callback) override;

private:
    void beginDrain(const std::function<void()> &callback);

    Server &m_server;
    SharedState &m_shared;
    AuditTrail &m_trail;
    OwnerMailbox &m_mailbox;
    ServerHost m_host;
    PostToAdmin m_postToAdmin;
    std::vector<Endpoint> m_listeners;
    QString m_node;
    WallTime m_started;
    TimePoint m_startedAt;
    std::mutex m_mutex; //!< of what follows
    QStringList m_warnings;
};

} // namespace signalbox
