#pragma once

#include "core/base/clock.h"
#include "core/base/servercounters.h"
#include "core/hub/homeroom.h"
#include "core/hub/hublink.h"
#include "core/hub/hubsettings.h"
#include "core/hub/lag.h"
#include "core/wire/preparedmessage.h"

#include <memory>
#include <unordered_map>

namespace signalbox {

class MessageTap;

//! What a member's thread asks a home to say to everybody in a room.
struct Publish
{
    QString room;
    ConnectionId sender;
    std::size_t senderThread = 0;
    PreparedMessage message;
    qint64 credit = 0; //!< bytes in flight for the sender until the message is numbered
    TimePoint takenAt;
};

//! The rooms that are at home on this io thread: numbers what is said in them and sends it, in that one
//! order, to the threads of their members. Asked by every thread, each in the order of its asking.
class RoomHomes final
{
public:
    //! \a counters outlive it; rooms are counted in them.
    RoomHomes(HubLink &link, const HubSettings &settings, ServerCounters &counters);
    Q_DISABLE_COPY_MOVE(RoomHomes)

    void setTap(MessageTap *tap) { m_tap = tap; }

    void join(const QString &room, const Membership &member);
    void leave(const QString &room, ConnectionId client);
    //! Nothing happens when the sender is no member.
    void publish(const Publish &publish);
    //! What the server itself says; returns how many members it goes to.
    quint32 announce(const QString &room, const PreparedMessage &message);
    //! A thread that lagged behind has caught up.
    void goOn();

    std::size_t roomCount() const { return m_rooms.size(); }
    //! What \a thread has not worked off yet.
    Lag &lagOf(std::size_t thread) { return m_lags[thread]; }

private:
    HomeRoom &roomFor(const QString &name);
    void erase(const QString &name);
    //! Whether a thread of its members lags too far behind to be sent more.
    bool mustWait(const HomeRoom &room);
    //! Runs \a request, or puts it behind what waits.
    void ask(const QString &name, HomeRoom &room, std::function<void()> request);
    void say(HomeRoom &room, const Publish &publish);
    void deliver(HomeRoom &room, const Publish &publish);
    void reject(const Publish &publish);
    void runWaiting(const QString &name);

    HubLink &m_link;
    const HubSettings &m_settings;
    ServerCounters &m_counters;
    MessageTap *m_tap = nullptr;
    std::unordered_map<QString, std::unique_ptr<HomeRoom>> m_rooms;
    std::vector<Lag> m_lags;          //!< one a thread
    std::vector<QString> m_heldRooms; //!< where something waits
};

} // namespace signalbox
