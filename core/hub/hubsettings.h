#pragma once

#include "core/policy/roompolicies.h"
#include "core/policy/settings.h"

#include <QSet>
#include <QString>

#include <memory>

namespace signalbox {

//! Where the history of rooms is kept.
enum class HistoryPlace : quint8 {
    Memory, //!< until the room is closed, or the server ends
    Sqlite, //!< in the file of the store, too
};

struct HistorySettings
{
    int messages = 100; //!< a room; 0: no limit, as for age and bytes
    Milliseconds age = 5min;
    qint64 bytes = 1024 * 1024; //!< a room, of memory
    //! All rooms together; a percentage of limits.memory; in bytes after withMemoryInBytes().
    RelativeSize memory = RelativeSize::percent(50);
    HistoryPlace store = HistoryPlace::Memory;

    friend bool operator==(const HistorySettings &, const HistorySettings &) = default;
};

//! 0 = no limit.
struct HubSettings
{
    bool echoToSender = true;
    bool announce = true; //!< members are sent joined and left
    qint64 maxRooms = 100000;
    qint64 maxRoomsPerConnection = 128;
    qint64 maxMembers = 0; //!< a room

    friend bool operator==(const HubSettings &, const HubSettings &) = default;
};

//! The configuration of a hub.
struct HubRules
{
    HubSettings hub;
    HistorySettings history;
    HeartbeatSettings heartbeat; //!< sent in the welcome
    LimitSettings limits = {};
    QSet<QString> fixedRooms = {}; //!< named by routes: they are always made, and count for no limit of rooms
    std::shared_ptr<const RoomPolicies> rooms = {}; //!< null: no room has rules of its own
};

//! Returns \a general with what \a room has instead.
HistorySettings historyOf(const RoomSettings &room, const HistorySettings &general);

} // namespace signalbox
