#pragma once

#include "core/model/messagelog.h"

namespace signalbox {

//! A row of the log: a message, or, if leftOut > 0, the number of messages that are missing at this place.
struct MessageRow
{
    LogEntry entry{};
    quint64 leftOut = 0;
    bool isJson = false;       //!< the payload looks like JSON, or did before it was dropped
    bool isPayloadKept = true; //!< false: the log has dropped it for newer ones; entry.payload is empty

    bool isGap() const { return leftOut > 0; }
    //! Returns whether entry.payload is all of the payload.
    bool isComplete() const { return isPayloadKept && !entry.isTruncated(); }
};

} // namespace signalbox
