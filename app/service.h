#pragma once

#include "app/signalwatcher.h"
#include "app/startup.h"
#include "core/server/server.h"

#include <QTimer>

namespace signalbox {

class EventLog;
class Store;

//! The server with everything it needs, with or without a window: signals, reload, ready lines on stdout.
//!
//! TERM and INT drain the server, then finished() is emitted; a second one closes all connections at once. A drain
//! that takes much longer than server.drain ends the process. HUP reloads the configuration. USR1 reopens the log.
class Service final : public QObject
{
    Q_OBJECT
public:
    //! \a log and \a store, which may be null, must outlive it. \a signalDescriptor: of openSignalDescriptor(). \a descriptorLimit is the number of
    //! files that this process may have open.
    Service(const Startup &startup, LogSink &log, Store *store, int signalDescriptor,
            quint64 descriptorLimit);

    Server &server() { return m_server; }

    //! Reads the configuration again and applies it. Logs the result, and returns it for those who want to show it. On
    //! an error everything stays as it was.
    Result<ReloadReport> reload();

Q_SIGNALS:
    //! Emitted when the program may exit: a signal requested it, and the server has stopped.
    void finished();

private:
    EventLog &events();
    //! Returns \a config with the token of the state folder.
    Config withToken(Config config) const;
    void terminate();
    void reopenLog();
    void printReadyLines() const;
    QStringList warnings() const;

    ConfigSources m_sources;
    LoadedConfig m_loaded; //!< the last one that was good
    LogSink &m_log;
    quint64 m_descriptorLimit;
    Server m_server;
    SignalWatcher m_signals;
    QTimer m_lastResort;
    bool m_terminating = false;
};

} // namespace signalbox
