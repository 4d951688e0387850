#include "core/control/actionmerger.h"

#include <algorithm>
#include <unordered_set>

namespace signalbox {

void ActionMerger::begin(ActionId action, ActionKind kind, const std::vector<ConnectionId> &asked,
                         std::size_t parts)
{
    m_pending.emplace(action, Pending{{action, kind, {}, 0}, asked, parts});
}

void ActionMerger::take(const ActionReport &part)
{
    const auto found = m_pending.find(part.action);
    if (found == m_pending.end())
        return; // given up before
    ActionReport &whole = found->second.report;
    whole.outcomes.insert(whole.outcomes.end(), part.outcomes.begin(), part.outcomes.end());
    whole.delivered += part.delivered;
    if (--found->second.parts > 0)
        return;
    const ActionReport report = std::move(whole);
    m_pending.erase(found);
    m_report(report);
}

void ActionMerger::giveUp()
{
    std::vector<ActionReport> reports;
    for (auto &[action, pending] : m_pending) {
        std::unordered_set<ConnectionId> settled;
        for (const ActionOutcome &outcome : pending.report.outcomes)
            settled.insert(outcome.connection);
        for (ConnectionId connection : pending.asked) {
            if (settled.insert(connection).second)
                pending.report.outcomes.push_back({connection, Outcome::AlreadyGone});
        }
        reports.push_back(std::move(pending.report));
    }
    m_pending.clear();
    std::ranges::sort(reports, {}, &ActionReport::action);
    for (const ActionReport &report : reports)
        m_report(report);
}

} // namespace signalbox
