#pragma once

#include "core/model/serverstats.h"

#include <optional>

namespace signalbox {

//! What happens in a second.
struct StatsRates
{
    double messagesIn = 0;
    double messagesOut = 0;
    double bytesIn = 0;
    double bytesOut = 0;
};

//! The rates between two ticks; none when no time passed or a counter went back (the server was started
//! anew).
std::optional<StatsRates> ratesBetween(const ServerStats &earlier, const ServerStats &later);

} // namespace signalbox
