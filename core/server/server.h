#pragma once

#include "core/base/closereason.h"
#include "core/base/result.h"
#include "core/config/config.h"
#include "core/model/connectioninfo.h"
#include "core/model/receivedmessage.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace signalbox {

class CommandDispatcher;
class ServerFeed;

//! A WebSocket server in your process. Lives on the thread it was made on (usually the main thread, which
//! needs an event loop); the network runs on an io thread of its own, so a busy owner delays nobody.
//!
//! Signals carry values and arrive on the owner's thread. connectionOpened() comes once for each connection,
//! connectionClosed() once after it, whatever happened; every messageReceived() of a connection lies between
//! them.
class Server final : public QObject
{
    Q_OBJECT
public:
    enum class State : quint8 { Stopped, Running, Draining };

    explicit Server(QObject *parent = nullptr); //!< as configured by default
    explicit Server(Config config, QObject *parent = nullptr);
    //! Stops at once: peers get 1001 if it can be sent without waiting.
    ~Server() override;

    //! What start() does when it cannot have its admin port: Required fails, Optional warns and goes without.
    //! Required unless set.
    enum class AdminPortRule : quint8 { Required, Optional };
    void setAdminPortRule(AdminPortRule rule);

    //! Listens on every configured address or on none. Fails with AddressInUse, NoPermission or Io, naming
    //! the address, and with Invalid when what [tls] names cannot be used.
    Result<void> start();
    //! Closes every connection with 1001 (deadline: limits.closing), then stopped().
    void stop();
    //! Stops accepting, closes every connection with 1012 at server.drain_rate within server.drain, then
    //! stopped(). Called again while draining: at once.
    void drain();

    State state() const;
    //! Where it really listens (port 0 replaced); empty unless running.
    std::vector<Endpoint> endpoints() const;
    //! Where the admin port really listens; none: off, or not running.
    std::optional<Endpoint> adminEndpoint() const;
    //! ws://127.0.0.1:8080/, one an endpoint; wss:// with TLS.
    QStringList urls() const;

    const Config &config() const;
    //! Takes over what can change while running: everything but [server] listen and
    //! admin_listen and [tls]. Returns the keys
    //! that wait for the next start.
    QStringList applyConfig(const Config &config);

    //! To everybody in every room. Text must be valid Unicode.
    void broadcast(const QString &text);
    void broadcast(const QByteArray &binary);
    //! To one connection; nothing happens when it is gone.
    void send(ConnectionId connection, const QString &text);
    void send(ConnectionId connection, const QByteArray &binary);
    //! Discards what is queued for it and closes with a code of isSendableCloseCode() (else 4100).
    void kick(ConnectionId connection, quint16 code = 4100, const QString &reason = QStringLiteral("kicked"));
    //! Closes with 1000 behind what is queued.
    void close(ConnectionId connection);

    //! The batched stream for consoles; costs nothing while nobody watches. Owner: this.
    ServerFeed &feed();
    //! The commands of consoles. Owner: this.
    CommandDispatcher &commands();

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
