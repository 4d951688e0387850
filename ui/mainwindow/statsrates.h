#pragma once

#include "core/model/serverstats.h"

#include <optional>

namespace signalbox {

//! Messages and bytes a second.
struct StatsRates
{
    double messagesIn = 0;
    double messagesOut = 0;
    double bytesIn = 0;
    double bytesOut = 0;
};

//! Returns the rates between two reports; nullopt if no time has passed or a counter has become smaller,
//! because the server was started again.
std::optional<StatsRates> ratesBetween(const ServerStats &earlier, const ServerStats &later);

} // namespace signalbox
