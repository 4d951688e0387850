#include "core/model/serverevent.h"

namespace signalbox {

const char *eventLevelName(EventLevel level)
{
    switch (level) {
    case EventLevel::Info:
        break;
    case EventLevel::Warning:
        return "warning";
    case EventLevel::Error:
        return "error";
    }
    return "info";
}

} // namespace signalbox
