#pragma once

#include "core/base/closereason.h"
#include "core/base/listenfailure.h"
#include "core/base/result.h"
#include "core/config/config.h"
#include "core/config/reloadreport.h"
#include "core/model/connectioninfo.h"
#include "core/model/receivedmessage.h"

#include <QDateTime>
#include <QObject>
#include <QStringList>

#include <functional>
#include <memory>

namespace signalbox {

class AuditTrail;
class CommandDispatcher;
class ServerStreams;
class Store;

//! What the admin API asks of the program around a server. Called on the owner's thread.
struct ServerHost
{
    //! Reads the configuration again and applies it. Empty: there is none to read.
    std::function<Result<ReloadReport>()> reload;
    //! Begins to drain, and ends the program where that is its way. Empty: Server::drain().
    std::function<void()> drain;
};

//! A WebSocket server in this process. Lives on the thread that created it (usually the main thread), which
//! needs an event loop. The network runs on io threads of its own, so that a busy owner does not delay it.
//!
//! Signals carry values and are emitted on the owner's thread: connectionOpened() once for each connection,
//! connectionClosed() once after it, and every messageReceived() of the connection between the two.
//!
//! With authentication, a client of the envelope may connect first and show its token in its first message. Its `user` is empty
//! in connectionOpened() then. There is no signal when it has authenticated: its messages are received from then on, and
//! connectionClosed() has its user, still empty if it never has. Its first `auth` is not among its messages, but later ones
//! that renew its token are, as sent: whoever logs messages must leave them out.
class Server final : public QObject
{
    Q_OBJECT
public:
    enum class State : quint8 { Stopped, Running, Draining };

    explicit Server(QObject *parent = nullptr); //!< with the default configuration
    explicit Server(Config config, QObject *parent = nullptr);
    //! Stops at once: peers get 1001 if it can be sent without waiting.
    ~Server() override;

    //! What start() does when it cannot open the admin port. Required, the default: it fails. Optional: it logs
    //! a warning and runs without.
    enum class AdminPortRule : quint8 { Required, Optional };
    void setAdminPortRule(AdminPortRule rule);
    void setHost(ServerHost host);
    //! What the admin API says about the configuration, besides what the server itself warns of.
    void setConfigWarnings(const QStringList &warnings);

    //! The store that history.store = "sqlite" needs, and that the audit log is in; null, the default: none, and the log is in
    //! memory. It outlives the server. Before start().
    void setStore(Store *store);

    //! Listens on every configured address or on none. Fails with AddressInUse, NotFound (this machine does not have
    //! the address), NoPermission or Io, naming the address; with Invalid or NoPermission when what [tls] names cannot be
    //! used, or when the history needs a store and there is none; and with Busy when the system gives the process too few threads or descriptors. A server that could not
    //! start is stopped, as before.
    Result<void> start();
    //! The addresses that made the last start() fail, all of them, in the order of the configuration.
    const ListenFailures &listenFailures() const;
    //! Closes every connection with 1001 (deadline: limits.closing), then stopped().
    void stop();
    //! Stops accepting, closes every connection with 1012 at server.drain_rate within server.drain, then
    //! stopped(). A second call while draining closes the rest at once.
    void drain();
    //! Does what stop() does, but without an event loop and without signals: returns when the connections have ended, or
    //! when \a patience is over. For a process that has to exit from inside of a library; the server cannot be used
    //! afterwards.
    void endBlocking(Milliseconds patience);

    State state() const;
    //! The addresses it listens on, with the port that the system chose in place of 0; empty unless running.
    std::vector<Endpoint> endpoints() const;
    //! The same of the admin port; none: there is none, or the server is not running.
    std::optional<Endpoint> adminEndpoint() const;
    //! Why there is no admin port although one is configured (AdminPortRule::Optional); empty otherwise.
    QString adminFailure() const;
    //! ws://127.0.0.1:8080/, one an endpoint; wss:// with TLS.
    QStringList urls() const;

    //! The percentages of limits.memory and history.memory are in bytes.
    const Config &config() const;
    //! Applies what can change while running: all but server.listen, server.admin_listen, server.threads, history.store,
    //! [store], [cluster], and what switches TLS on or off, which the report names while their values differ from those that
    //! the server runs with. Its only warning is that the files of [tls], which are read again, cannot be used.
    ReloadReport applyConfig(const Config &config);

    //! With TLS: reads the files that [tls] names again, and uses them for new connections; others stay as they are. Returns
    //! the keys whose files have changed. Fails with Invalid or NoPermission when they cannot be used, and nothing changes;
    //! with Invalid without TLS. The files are also read, like that, when they change.
    Result<QStringList> reloadCertificates();
    //! The end of the certificate in use; null without TLS.
    QDateTime certificateExpiry() const;

    //! Sends to all members of all rooms. Text must be valid Unicode.
    void broadcast(const QString &text);
    void broadcast(const QByteArray &binary);
    //! Sends to one connection; has no effect if it has ended.
    void send(ConnectionId connection, const QString &text);
    void send(ConnectionId connection, const QByteArray &binary);
    //! Discards what is queued for it and closes with a code of isSendableCloseCode() (else 4100).
    void kick(ConnectionId connection, quint16 code = 4100, const QString &reason = QStringLiteral("kicked"));
    //! Closes with 1000 after what is queued has been sent.
    void close(ConnectionId connection);

    //! The streams of consoles. Owner: this.
    ServerStreams &streams();
    //! The commands of consoles. Owner: this.
    CommandDispatcher &commands();
    //! What consoles do to the server as a whole is recorded there. Owner: this.
    AuditTrail &audit();

Q_SIGNALS:
    void started();
    //! stop() or drain() has begun; stopped() follows.
    void draining();
    void stopped();
    void connectionOpened(const signalbox::ConnectionInfo &connection);
    //! Lossless: a connection whose messages wait here beyond 256 KiB is not read until they are delivered.
    void messageReceived(const signalbox::ReceivedMessage &message);
    void connectionClosed(const signalbox::ConnectionInfo &connection, const signalbox::ConnectionEnd &end);

protected:
    void connectNotify(const QMetaMethod &signal) override;
    void disconnectNotify(const QMetaMethod &signal) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace signalbox
