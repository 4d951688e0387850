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

void SmoothedRates::add(const ServerStats &stats)
{
    if (!m_reports.empty() && !ratesBetween(m_reports.back(), stats))
        m_reports.clear();
    m_reports.push_back(stats);
    while (m_reports.size() > 2 && stats.at - m_reports[1].at >= Window)
        m_reports.pop_front();
}

std::optional<StatsRates> SmoothedRates::rates() const
{
    return m_reports.size() < 2 ? std::nullopt : ratesBetween(m_reports.front(), m_reports.back());
}

} // namespace signalbox
