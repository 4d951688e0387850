#pragma once

#include "core/base/clock.h"
#include "core/base/endpoint.h"
#include "core/base/result.h"
#include "core/config/reloadreport.h"
#include "core/model/actor.h"
#include "core/worker/readiness.h"

#include <QStringList>

#include <functional>
#include <vector>

namespace signalbox {

//! What GET /server answers.
struct ServerOverview
{
    //! Totals of one direction since the start.
    struct Traffic
    {
        quint64 messages = 0; //!< out: one for each recipient
        quint64 bytes = 0;    //!< of payload
    };

    QString node; //!< cluster.node in a cluster, else NAME:PORT of the host and the first listener
    Readiness state = Readiness::NotListening;
    WallTime started;
    Milliseconds uptime{0};
    std::vector<Endpoint> listeners;
    qint64 connections = 0;
    qint64 rooms = 0; //!< with members
    qint64 users = 0;
    qint64 queuedBytes = 0;
    Traffic in;
    Traffic out;
    QStringList warnings; //!< about the configuration, one line each
};

//! What the admin API may do with the server as a whole. Called on the admin thread; each callback is called there exactly
//! once, or dropped with the thread; that of an act when it is in the audit log. Implemented in core/server.
class ServerControl
{
public:
    virtual ~ServerControl() = default;
    virtual void overview(std::function<void(const ServerOverview &)> callback) = 0;
    //! Reads the configuration again, as SIGHUP does. Fails with Invalid when it is wrong, with Busy where there is none to
    //! read (a server that is embedded), and otherwise as reading files does.
    virtual void reload(const Actor &actor, std::function<void(const Result<ReloadReport> &)> callback) = 0;
    //! Begins what SIGTERM begins; has no effect while it goes on. The callback comes before the first connection is closed.
    virtual void drain(const Actor &actor, std::function<void()> callback) = 0;
};

} // namespace signalbox
