#pragma once

// What an admin front end may see and do. This header and what it includes is all that ui/ uses of core. Every object here lives on the main thread; LocalConsole implements it in process.

#include "core/base/clock.h"
#include "core/base/listenfailure.h"
#include "core/base/result.h"
#include "core/console/subscription.h"
#include "core/model/command.h"
#include "core/model/connectionreport.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace signalbox {

//! The list of connections, and those that have ended.
class ConnectionsApi : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual std::unique_ptr<ConnectionsSubscription> subscribe(const SubscriptionOptions &options) = 0;
    virtual std::unique_ptr<ClosedSubscription> subscribeClosed(const SubscriptionOptions &options) = 0;
    //! detailsReported() follows, once for each call and never from within it.
    virtual void requestDetails(ConnectionId connection) = 0;

Q_SIGNALS:
    void detailsReported(const signalbox::ConnectionReport &report);
};

//! The messages that are received and published.
class MessagesApi : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual std::unique_ptr<MessagesSubscription> subscribe(const SubscriptionOptions &options) = 0;
};

//! Rooms and their members.
class RoomsApi : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual std::unique_ptr<RoomsSubscription> subscribe(const SubscriptionOptions &options) = 0;
    //! membersListed() follows.
    virtual void requestMembers(const QString &room) = 0;

Q_SIGNALS:
    void membersListed(const signalbox::RoomMembers &members);
};

//! Who is kept out. Bans are changed by commands.
class BansApi : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual std::unique_ptr<BansSubscription> subscribe(const SubscriptionOptions &options) = 0;
};

//! The cluster that the server is a node of. The other lists are those of this node.
class NodesApi : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual std::unique_ptr<NodesSubscription> subscribe(const SubscriptionOptions &options) = 0;
};

enum class ServerState : quint8 { Stopped, Running, Draining };

struct ServerStatus
{
    ServerState state = ServerState::Stopped;
    QStringList urls;      //!< ws://127.0.0.1:8080/, one a listener; empty when stopped
    QStringList pageUrls;  //!< http://127.0.0.1:8080/, the test page, in the same order
    QStringList listeners; //!< ADDR:PORT as configured: what start() will ask for
    //! ADDR:PORT of the admin port: where it listens, or as configured if it does not; empty: off
    QString adminListener;
    QString
        adminFailure{}; //!< why a running server has no admin port although one is configured; empty otherwise
    QStringList origins{}; //!< policy.origins
    QStringList hosts{};   //!< policy.hosts
};

//! How reading the files of TLS again has ended.
struct CertificateReload
{
    QStringList changed{}; //!< the keys whose files have changed, and are in use now
    QString failure{};     //!< why the files cannot be used; empty: they are in use
    WallTime validUntil{}; //!< of the certificate in use
};

//! Starting and stopping the server, its state, its statistics, and what happened to it.
class ServerControlApi : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual ServerStatus status() const = 0;
    //! Listens on \a listeners (ADDR:PORT); empty: as configured. Ends in statusChanged() or startFailed().
    virtual void start(const QStringList &listeners) = 0;
    //! Closes every connection with 1001, then the listeners; statusChanged(Stopped) at the end.
    virtual void stop() = 0;
    //! Reads the files of TLS again, for new connections. certificatesReloaded() follows.
    virtual void reloadCertificates() = 0;
    virtual std::unique_ptr<StatsSubscription> subscribeStats(const SubscriptionOptions &options) = 0;
    virtual std::unique_ptr<EventsSubscription> subscribeEvents(const SubscriptionOptions &options) = 0;

Q_SIGNALS:
    void statusChanged(const signalbox::ServerStatus &status);
    void certificatesReloaded(const signalbox::CertificateReload &result);
    //! Nothing listens. \a listeners: each address that failed, in the order of the configuration; empty if the
    //! error concerns something else.
    void startFailed(const signalbox::Error &error, const signalbox::ListenFailures &listeners);
};

//! Everything an admin front end may see and do. Owner: app (or a test).
class Console : public QObject
{
    Q_OBJECT
public:
    virtual ConnectionsApi &connections() = 0;
    virtual MessagesApi &messages() = 0;
    virtual RoomsApi &rooms() = 0;
    virtual BansApi &bans() = 0;
    virtual ServerControlApi &control() = 0;

    //! Returns at once; actionFinished() follows with the id that is returned.
    virtual ActionId run(const Command &command) = 0;
    //! The same in the name of this console's user.
    ActionId run(const CommandBody &body) { return run(Command{m_actor, body}); }

    virtual NodesApi &nodes() = 0;

Q_SIGNALS:
    //! Emitted exactly once for each command, never from within run(). Commands of other actors are reported
    //! as well.
    void actionFinished(const signalbox::ActionReport &report);

protected:
    //! \a actor uses this console.
    explicit Console(const Actor &actor)
        : m_actor(actor)
    {
    }

private:
    Actor m_actor;
};

} // namespace signalbox
