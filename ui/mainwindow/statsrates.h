#pragma once

#include "core/model/serverstats.h"

#include <deque>
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

//! Rates over the last few seconds: between two reports alone, a message a second would be shown as 0 and 2 in turn.
class SmoothedRates
{
public:
    static constexpr std::chrono::seconds Window{4};

    void add(const ServerStats &stats);
    void clear() { m_reports.clear(); }
    //! Returns the rates over Window, or since the first report; nullopt before the second report.
    std::optional<StatsRates> rates() const;

private:
    std::deque<ServerStats> m_reports; //!< oldest first; the first one is at least Window old if any is
};

} // namespace signalbox
