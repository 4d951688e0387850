#pragma once

#include "app/signalwatcher.h"
#include "app/startup.h"
#include "core/server/server.h"

#include <QTimer>

namespace signalbox {

//! The server and what it needs with a window and without: signals, reloading, ready lines on stdout.
//!
//! TERM and INT: drain, then finished(); a second one: at once. HUP: reload. USR1: open the log again.
class Service final : public QObject
{
    Q_OBJECT
public:
    //! \a log must outlive it. \a descriptorLimit: how many files this process may have open.
    Service(const Startup &startup, LogSink &log, quint64 descriptorLimit);

    Server &server() { return m_server; }

Q_SIGNALS:
    //! Somebody asked us by a signal to end, and all that was to do before is done.
    void finished();

private:
    void handleSignal(int signalNumber);
    void terminate();
    void reload();
    void reopenLog();
    void printReadyLines() const;
    void checkDescriptors(const Config &config) const;

    ConfigSources m_sources;
    LogSink &m_log;
    quint64 m_descriptorLimit;
    Server m_server;
    SignalWatcher m_signals;
    QTimer m_lastResort;
    bool m_terminating = false;
};

} // namespace signalbox
