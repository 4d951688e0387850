#include "ui/mainwindow/statsrates.h"

namespace signalbox {

std::optional<StatsRates> ratesBetween(const ServerStats &earlier, const ServerStats &later)
{
    const double seconds = std::chrono::duration<double>(later.at - earlier.at).count();
    if (seconds <= 0 || later.messagesIn < earlier.messagesIn || later.messagesOut < earlier.messagesOut ||
        later.bytesIn < earlier.bytesIn || later.bytesOut < earlier.bytesOut)
        return std::nullopt;
    return StatsRates{double(later.messagesIn - earlier.messagesIn) / seconds,
                      double(later.messagesOut - earlier.messagesOut) / seconds,
                      double(later.bytesIn - earlier.bytesIn) / seconds,
                      double(later.bytesOut - earlier.bytesOut) / seconds};
}

} // namespace signalbox
