#pragma once

// All that an admin face may see and do. ui/ knows nothing of the server but this header and what it
// includes. Every object here lives on the main thread; LocalConsole serves it in process.
//
// Commands return at once; how each one ended comes later as one actionFinished() for the ActionId returned.

#include "core/base/result.h"
#include "core/model/actions.h"
#include "core/model/connectiondelta.h"
#include "core/model/messagelog.h"
#include "core/model/roomlist.h"
#include "core/model/serverstats.h"

#include <QObject>
#include <QStringList>

#include <vector>

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

    //! Closes each of \a ids with \a code (see isSendableCloseCode()) and \a reason, which is cut at
    //! MaxReasonBytes. Discards what is still queued for them.
    virtual ActionId kick(const std::vector<ConnectionId> &ids, quint16 code, const QString &reason) = 0;
    //! The same for every connection of \a user.
    virtual ActionId kickUser(const QString &user, quint16 code, const QString &reason) = 0;
    //! Closes with 1000 behind what is queued.
    virtual ActionId close(const std::vector<ConnectionId> &ids) = 0;
    //! Closes every connection with 1000.
    virtual ActionId closeAll() = 0;
    //! Sends a ping now; the latency arrives in changed().
    virtual ActionId ping(const std::vector<ConnectionId> &ids) = 0;

Q_SIGNALS:
    //! All rows are void; the next changed() begins from nothing.
    void reset();
    void changed(const signalbox::ConnectionDelta &delta);
    void actionFinished(const signalbox::ActionReport &report);
};

//! What is said, and publishing something.
class MessagesApi : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    //! Begins (or ends) the stream of logged(). Bounded and lossy: LogBatch::leftOut counts.
    virtual void watch(bool on) = 0;

    virtual ActionId sendToAll(MessageType type, const QByteArray &payload) = 0;
    virtual ActionId sendToRoom(const QString &room, MessageType type, const QByteArray &payload) = 0;
    virtual ActionId sendTo(const std::vector<ConnectionId> &ids, MessageType type,
                            const QByteArray &payload) = 0;
    //! To every connection of \a user.
    virtual ActionId sendToUser(const QString &user, MessageType type, const QByteArray &payload) = 0;

Q_SIGNALS:
    void logged(const signalbox::LogBatch &batch);
    void actionFinished(const signalbox::ActionReport &report);
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
    //! A room that is not there yet is made.
    virtual ActionId putInto(const std::vector<ConnectionId> &ids, const QString &room) = 0;
    virtual ActionId takeOutOf(const std::vector<ConnectionId> &ids, const QString &room) = 0;

Q_SIGNALS:
    void listed(const signalbox::RoomReport &report);
    void membersListed(const signalbox::RoomMembers &members);
    void actionFinished(const signalbox::ActionReport &report);
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

//! The seam. Owner: app (or a test).
class Console
{
public:
    virtual ~Console() = default;
    virtual ConnectionsApi &connections() = 0;
    virtual MessagesApi &messages() = 0;
    virtual RoomsApi &rooms() = 0;
    virtual ServerControlApi &control() = 0;

protected:
    Console() = default;
    Q_DISABLE_COPY_MOVE(Console)
};

} // namespace signalbox
