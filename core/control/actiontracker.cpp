#include "core/control/actiontracker.h"

namespace signalbox {

void ActionTracker::begin(ActionId action, ActionKind kind, const std::vector<ConnectionId> &waiting,
                          std::vector<ActionOutcome> known)
{
    ActionReport report{action, kind, std::move(known), 0};
    if (waiting.empty()) {
        m_report(std::move(report));
        return;
    }
    m_pending.emplace(action, Pending{std::move(report), waiting.size()});
    for (ConnectionId connection : waiting)
        m_waiting.emplace(connection, action);
}

void ActionTracker::connectionEnded(ConnectionId connection, bool clean)
{
    settle(connection, [clean](ActionKind kind) -> std::optional<Outcome> {
        if (kind == ActionKind::Ping)
            return Outcome::NoAnswer;
        return clean ? Outcome::ClosedClean : Outcome::NoAnswer;
    });
}

void ActionTracker::pinged(ConnectionId connection, bool answered)
{
    settle(connection, [answered](ActionKind kind) -> std::optional<Outcome> {
        if (kind != ActionKind::Ping)
            return std::nullopt; // a Kick waits for the end
        return answered ? Outcome::Done : Outcome::NoAnswer;
    });
}

void ActionTracker::settle(ConnectionId connection, const OutcomeFor &outcomeFor)
{
    std::vector<ActionReport> finished;
    auto [it, last] = m_waiting.equal_range(connection);
    while (it != last) {
        const auto pending = m_pending.find(it->second);
        const std::optional<Outcome> outcome = outcomeFor(pending->second.report.kind);
        if (!outcome) {
            ++it;
            continue;
        }
        pending->second.report.outcomes.push_back({connection, *outcome});
        if (--pending->second.waiting == 0) {
            finished.push_back(std::move(pending->second.report));
            m_pending.erase(pending);
        }
        it = m_waiting.erase(it);
    }
    for (ActionReport &report : finished)
        m_report(std::move(report));
}

} // namespace signalbox
