#pragma once

#include "stamp.h"
#include "workload.h"

namespace load {

//! Many rooms of few members, each client in many of them; its first member publishes to each room in turn. The members of a room
//! are connected to different servers if there are several.
//!
//! Open loop: at a fixed rate. Closed loop: --in-flight publications at a time; the next one follows when all members have one.
class Rooms final : public Workload
{
public:
    explicit Rooms(const Options &options);
    QJsonObject run() override;

private:
    struct Room
    {
        std::uint32_t published = 0;
        quint64 delivered = 0;
        std::vector<std::uint32_t> next; //!< of each member
    };

    void message(Client &client, QByteArrayView payload) override;

    int memberOf(int room, int position) const;
    std::optional<int> positionOf(int room, int client) const;
    bool joinAll();
    void joinNext();
    void take(const Client &client, QByteArrayView content);
    void publishNext(std::int64_t due);
    bool hasAllArrived() const;
    void pause(const char *ended) const;

    QByteArray m_message;
    std::vector<Room> m_rooms;
    int m_stride;
    int m_ready = 0;
    quint64 m_joining = 0; //!< memberships that were asked for
    quint64 m_joined = 0;
    bool m_isJoining = false;
    std::vector<std::int64_t> m_due; //!< of each publication
    quint64 m_inFlight = 0;
    bool m_isClosedLoop = false;
    std::int64_t m_end = 0;
};

} // namespace load
