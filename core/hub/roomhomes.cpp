#include "core/hub/roomhomes.h"

#include "core/hub/delivery.h"
#include "core/hub/hub.h"
#include "core/hub/messagetap.h"

#include <utility>

namespace signalbox {

namespace {

constexpr qint64 DeliveryOverhead = 256; // bytes, roughly, of a delivery beside its frame

} // namespace

RoomHomes::RoomHomes(HubLink &link, const HubSettings &settings, ServerCounters &counters)
    : m_link(link)
    , m_settings(settings)
    , m_counters(counters)
    , m_lags(link.threadCount())
{
}

HomeRoom &RoomHomes::roomFor(const QString &name)
{
    std::unique_ptr<HomeRoom> &room = m_rooms[name];
    if (!room)
        room = std::make_unique<HomeRoom>(m_link.threadCount());
    m_counters.rooms.set(qint64(m_rooms.size()));
    return *room;
}

void RoomHomes::erase(const QString &name)
{
    m_rooms.erase(name);
    m_counters.rooms.set(qint64(m_rooms.size()));
}

void RoomHomes::join(const QString &name, const Membership &member)
{
    HomeRoom &room = roomFor(name);
    ask(name, room, [this, name, &room, member] {
        if (!room.add(member))
            return;
        m_link.run(member.thread,
                   [name, client = member.client](Hub &hub) { hub.members().enter(name, client); });
    });
}

void RoomHomes::leave(const QString &name, ConnectionId client)
{
    const auto found = m_rooms.find(name);
    if (found == m_rooms.end())
        return;
    HomeRoom &room = *found->second;
    ask(name, room, [this, name, &room, client] {
        room.remove(client);
        if (room.size() == 0 && room.waiting().empty())
            erase(name);
    });
}

void RoomHomes::publish(const Publish &publish)
{
    const auto found = m_rooms.find(publish.room);
    if (found == m_rooms.end()) {
        reject(publish);
        return;
    }
    HomeRoom &room = *found->second;
    if (room.waiting().empty() && !mustWait(room))
        say(room, publish);
    else
        ask(publish.room, room, [this, &room, publish] { say(room, publish); });
}

void RoomHomes::say(HomeRoom &room, const Publish &publish)
{
    const Membership *sender = room.find(publish.sender);
    if (!sender) {
        reject(publish);
        return;
    }
    const std::size_t recipients = room.size() - (m_settings.echoToSender ? 0 : 1);
    if (m_tap) {
        m_tap->messageIn({publish.sender, sender->user, publish.room}, publish.message.opcode(),
                         publish.message.payload(), quint32(recipients));
    }
    deliver(room, publish);
}

void RoomHomes::reject(const Publish &publish)
{
    m_link.run(publish.senderThread, [client = publish.sender, credit = publish.credit](Hub &hub) {
        hub.members().returnCredit(client, credit);
    });
}

quint32 RoomHomes::announce(const QString &name, const PreparedMessage &message)
{
    const auto found = m_rooms.find(name);
    const std::size_t recipients = found == m_rooms.end() ? 0 : found->second->size();
    if (m_tap)
        m_tap->messageOut({{}, {}, name}, message.opcode(), message.payload(), quint32(recipients));
    if (recipients == 0)
        return 0;
    HomeRoom &room = *found->second;
    ask(name, room, [this, &room, said = Publish{name, {}, m_link.thread(), message, 0, Clock::now()}] {
        deliver(room, said);
    });
    return quint32(recipients);
}

void RoomHomes::deliver(HomeRoom &room, const Publish &publish)
{
    room.takeSeq();
    const Delivery delivery{
        publish.room,    publish.message,
        publish.sender,  publish.senderThread,
        publish.credit,  !m_settings.echoToSender,
        m_link.thread(), publish.message.frame().size() + DeliveryOverhead,
        publish.takenAt,
    };
    std::shared_ptr<const Delivery> shared; // made only when it has to travel
    for (std::size_t thread = 0; thread < m_lags.size(); ++thread) {
        if (room.sizeOn(thread) == 0)
            continue;
        if (thread == m_link.thread()) {
            m_link.run(thread, [&delivery](Hub &hub) { hub.members().deliver(delivery); });
            continue;
        }
        if (!shared)
            shared = std::make_shared<const Delivery>(delivery);
        m_lags[thread].add(delivery.cost);
        m_link.run(thread, [shared, lag = &m_lags[thread]](Hub &hub) {
            hub.members().deliver(*shared);
            if (lag->remove(shared->cost))
                hub.link().run(shared->home, [](Hub &home) { home.homes().goOn(); });
        });
    }
}

bool RoomHomes::mustWait(const HomeRoom &room)
{
    for (std::size_t thread = 0; thread < m_lags.size(); ++thread) {
        if (room.sizeOn(thread) > 0 && m_lags[thread].mustWait())
            return true;
    }
    return false;
}

void RoomHomes::ask(const QString &name, HomeRoom &room, std::function<void()> request)
{
    if (room.waiting().empty() && !mustWait(room)) {
        request();
        return;
    }
    if (room.waiting().empty())
        m_heldRooms.push_back(name);
    room.waiting().push_back(std::move(request));
}

void RoomHomes::goOn()
{
    for (const QString &name : std::exchange(m_heldRooms, {}))
        runWaiting(name);
}

void RoomHomes::runWaiting(const QString &name)
{
    for (auto found = m_rooms.find(name); found != m_rooms.end(); found = m_rooms.find(name)) {
        HomeRoom &room = *found->second;
        if (room.waiting().empty())
            return;
        if (mustWait(room)) {
            m_heldRooms.push_back(name);
            return;
        }
        const std::function<void()> request = std::move(room.waiting().front());
        room.waiting().pop_front();
        request(); // the last leave ends the room
    }
}

} // namespace signalbox
