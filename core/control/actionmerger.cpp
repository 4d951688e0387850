#include "core/control/actionmerger.h"

#include <algorithm>
#include <unordered_set>

namespace signalbox {

namespace {

// The window translates them.
constexpr const char *NotInTime =
    QT_TRANSLATE_NOOP("signalbox::ActionText", "the outcome is not known in time");
constexpr const char *Stopped = QT_TRANSLATE_NOOP("signalbox::ActionText", "the server has stopped");

bool addressesOne(const Command &command)
{
    const auto *connections = std::get_if<std::vector<ConnectionId>>(&targetOf(command.body));
    return connections && connections->size() == 1;
}

} // namespace

void ActionMerger::begin(ActionId action, Command command, std::size_t parts)
{
    m_pending.emplace(action, Pending{{.action = action, .command = std::move(command)}, parts});
}

void ActionMerger::take(const ActionPart &part)
{
    const auto found = m_pending.find(part.action);
    if (found == m_pending.end())
        return;
    ActionReport &whole = found->second.report;
    whole.outcomes.insert(whole.outcomes.end(), part.outcomes.begin(), part.outcomes.end());
    whole.delivered += part.delivered;
    if (part.seq)
        whole.seq = part.seq;
    if (!part.failure.isEmpty())
        whole.failure = part.failure;
    if (part.subject && addressesOne(whole.command))
        whole.subject = part.subject;
    if (--found->second.parts > 0)
        return;
    const ActionReport report = std::move(whole);
    m_pending.erase(found);
    m_report(report);
}

void ActionMerger::expire(ActionId action)
{
    auto found = m_pending.extract(action);
    if (!found)
        return;
    ActionReport &report = found.mapped().report;
    addMissing(report, Outcome::NoAnswer);
    if (isWithoutOutcomes(report.command.body) && report.failure.isEmpty())
        report.failure = QString::fromLatin1(NotInTime);
    m_report(report);
}

void ActionMerger::abandon()
{
    std::vector<ActionReport> reports;
    for (auto &[action, pending] : m_pending) {
        ActionReport &report = pending.report;
        addMissing(report, Outcome::AlreadyGone);
        if (isWithoutOutcomes(report.command.body) && report.failure.isEmpty())
            report.failure = QString::fromLatin1(Stopped);
        reports.push_back(std::move(report));
    }
    m_pending.clear();
    std::ranges::sort(reports, {}, &ActionReport::action);
    for (const ActionReport &report : reports)
        m_report(report);
}

void ActionMerger::addMissing(ActionReport &report, Outcome outcome)
{
    const std::vector<ActionOutcome> missing = missingOutcomes(report.command, report.outcomes, outcome);
    report.outcomes.insert(report.outcomes.end(), missing.begin(), missing.end());
}

std::vector<ActionOutcome> missingOutcomes(const Command &command, const std::vector<ActionOutcome> &outcomes,
                                           Outcome outcome)
{
    std::vector<ActionOutcome> missing;
    const auto *connections = std::get_if<std::vector<ConnectionId>>(&targetOf(command.body));
    if (!connections)
        return missing;
    std::unordered_set<ConnectionId> reported;
    for (const ActionOutcome &known : outcomes)
        reported.insert(known.connection);
    for (ConnectionId connection : *connections) {
        if (reported.insert(connection).second)
            missing.push_back({connection, outcome});
    }
    return missing;
}

} // namespace signalbox
