#pragma once

#include "core/base/counters.h"

namespace signalbox {

//! Totals of one io thread since the start: raised there, read anywhere.
struct ServerCounters
{
    Counter accepted; //!< WebSocket connections
    Counter refused;  //!< answered with an error before the upgrade
    Counter messagesIn;
    Counter bytesIn;
    Counter messagesOut; //!< deliveries, one a recipient
    Counter bytesOut;
};

} // namespace signalbox
