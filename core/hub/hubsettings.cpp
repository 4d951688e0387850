#include "core/hub/hubsettings.h"

namespace signalbox {

HistorySettings historyOf(const RoomSettings &room, const HistorySettings &general)
{
    HistorySettings settings = general;
    settings.messages = room.historyMessages.value_or(general.messages);
    settings.age = room.historyAge.value_or(general.age);
    return settings;
}

} // namespace signalbox
