#pragma once

#include "core/cluster/brokerstatus.h"
#include "core/model/command.h"
#include "core/server/certificatewatch.h"

namespace signalbox {

class EventLog;
class Server;
class TlsContext;
enum class Cause : quint8;

//! Records in the event log what happens to a Server, unless noted on its owner's thread: starts and stops, the admin port, the
//! certificate, the commands of consoles. That the certificate ends soon is logged, too. Belongs to the server.
class EventRecorder final
{
public:
    //! \a server and \a log outlive it. \a clock, for the end of the certificate: a test's.
    EventRecorder(Server &server, EventLog &log, std::function<WallTime()> clock = wallNow);

    void started();
    void stopped();
    //! Connections are being closed.
    void draining(Cause cause);
    //! A command of a console has ended.
    void commandFinished(const ActionReport &report);
    //! The broker's thread, whenever the status of the broker has changed. Changes of the reason alone are no events.
    void brokerChanged(const BrokerStatus::State &state);
    //! The server uses, or is about to start with, \a tls; null: without TLS.
    void useTls(const TlsContext *tls);
    //! The files of another certificate cannot be used.
    void tlsRejected(const QString &why);

private:
    void certificateEnding(WallTime validUntil);

    Server &m_server;
    EventLog &m_log;
    std::function<WallTime()> m_clock;
    CertificateWatch m_certificate;
    QString m_fingerprint; //!< of the certificate that was recorded last
    QString m_endLogged;   //!< what was logged last about the end of a certificate
    bool m_isBeginningToWatch = false;
    bool m_isShortLived = false; //!< the certificate is: not longer than the first notice
    bool m_isAdminPortLost = false;
    bool m_isBrokerLost = false;
};

} // namespace signalbox
