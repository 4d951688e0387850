#pragma once

#include "core/base/id.h"

#include <vector>

namespace signalbox {

//! What the subscribers to the messages want to see beside the messages: see MessagesSubscription. Both in ascending
//! order.
struct MessageWatch
{
    std::vector<ConnectionId> followed;
    std::vector<ConnectionId> controlled; //!< whose control frames are shown

    bool isEmpty() const { return followed.empty() && controlled.empty(); }

    friend bool operator==(const MessageWatch &, const MessageWatch &) = default;
};

} // namespace signalbox
