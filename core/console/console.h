#pragma once

// What an admin front end may see and do. ui/ knows nothing of the server but this header and what it
// includes. Every object here lives on the main thread; LocalConsole implements it in process.

#include "core/base/result.h"
#include "core/model/command.h"
#include "core/model/connectiondelta.h"
#include "core/model/messagelog.h"
#include "core/model/roomlist.h"
#include "core/model/serverstats.h"

#include <QObject>
#include <QStringList>

namespace signalbox {

//! The list of connections.
class ConnectionsApi : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    //! Begins (or ends) the stream of changed(). Beginning sends everything there is as `added` first; a
    //! second watch(true) begins anew with reset(). Off at first: nothing is collected for nobody.
    virtual void watch(bool on) = 0;

Q_SIGNALS:
    //! All rows are void; the next changed() begins from nothing.
    void reset();
    void changed(const signalbox::ConnectionDelta &delta);
};

//! What is said, and publishing something.
class MessagesApi : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    //! Begins (or ends) the stream of logged(). Bounded and lossy: LogBatch::leftOut counts.
    virtual void watch(bool on) = 0;

Q_SIGNALS:
    void logged(const signalbox::LogBatch &batch);
};

//! Rooms, and who is in them.
class RoomsApi : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    //! Begins (or ends) the stream of listed(), about one a second; the first comes soon. Bounded:
    //! RoomList::leftOut counts.
    virtual void watch(bool on) = 0;
    //! Only rooms with \a part in their names; empty: all.
    virtual void setFilter(const QString &part) = 0;
    //! membersListed() follows.
    virtual void requestMembers(const QString &room) = 0;

Q_SIGNALS:
    void listed(const signalbox::RoomReport &report);
    void membersListed(const signalbox::RoomMembers &members);
};

enum class ServerState : quint8 { Stopped, Running, Draining };

struct ServerStatus
{
    ServerState state = ServerState::Stopped;
    QStringList urls;      //!< ws://127.0.0.1:8080/, one a listener; empty when stopped
    QStringList pageUrls;  //!< http://127.0.0.1:8080/, the test page, in the same order
    QStringList listeners; //!< ADDR:PORT as configured: what start() will ask for
};

//! Starting, stopping, and how it goes.
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
    //! Begins (or ends) the stream of statsTicked(), twice a second.
    virtual void watchStats(bool on) = 0;

Q_SIGNALS:
    void statusChanged(const signalbox::ServerStatus &status);
    //! Nothing listens. Error::Code::AddressInUse and NoPermission are worth an offer of another port.
    void startFailed(const signalbox::Error &error, const QString &listener);
    void statsTicked(const signalbox::ServerStats &stats);
};

//! Everything an admin front end may see and do. Owner: app (or a test).
class Console : public QObject
{
    Q_OBJECT
public:
    virtual ConnectionsApi &connections() = 0;
    virtual MessagesApi &messages() = 0;
    virtual RoomsApi &rooms() = 0;
    virtual ServerControlApi &control() = 0;

    //! Returns at once; actionFinished() follows with the id that is returned.
    virtual ActionId run(const Command &command) = 0;
    //! The same in the name of this console's user.
    ActionId run(const CommandBody &body) { return run(Command{m_actor, body}); }

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
