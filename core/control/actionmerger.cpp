#include "core/control/actionmerger.h"

#include <algorithm>
#include <unordered_set>

namespace signalbox {

void ActionMerger::begin(ActionId action, Command command, std::size_t parts)
{
    m_pending.emplace(action, Pending{{action, std::move(command), {}, 0}, parts});
}

void ActionMerger::take(const ActionPart &part)
{
    const auto found = m_pending.find(part.action);
    if (found == m_pending.end())
        return;
    ActionReport &whole = found->second.report;
    whole.outcomes.insert(whole.outcomes.end(), part.outcomes.begin(), part.outcomes.end());
    whole.delivered += part.delivered;
    if (--found->second.parts > 0)
        return;
    const ActionReport report = std::move(whole);
    m_pending.erase(found);
    m_report(report);
}

void ActionMerger::abandon()
{
    std::vector<ActionReport> reports;
    for (auto &[action, pending] : m_pending) {
        ActionReport &report = pending.report;
        const std::vector<ActionOutcome> missing = missingOutcomes(report.command, report.outcomes);
        report.outcomes.insert(report.outcomes.end(), missing.begin(), missing.end());
        reports.push_back(std::move(report));
    }
    m_pending.clear();
    std::ranges::sort(reports, {}, &ActionReport::action);
    for (const ActionReport &report : reports)
        m_report(report);
}

std::vector<ActionOutcome> missingOutcomes(const Command &command, const std::vector<ActionOutcome> &outcomes)
{
    std::vector<ActionOutcome> missing;
    const auto *connections = std::get_if<std::vector<ConnectionId>>(&targetOf(command.body));
    if (!connections)
        return missing;
    std::unordered_set<ConnectionId> reported;
    for (const ActionOutcome &outcome : outcomes)
        reported.insert(outcome.connection);
    for (ConnectionId connection : *connections) {
        if (reported.insert(connection).second)
            missing.push_back({connection, Outcome::AlreadyGone});
    }
    return missing;
}

} // namespace signalbox
