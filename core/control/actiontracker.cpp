#include "core/control/actiontracker.h"

namespace signalbox {

void ActionTracker::begin(ActionPart &&part, Event event, const std::vector<ConnectionId> &waiting)
{
    const ActionId action = part.action;
    if (waiting.empty()) {
        m_report(std::move(part));
        return;
    }
    m_pending.emplace(action, Pending{std::move(part), event, waiting.size()});
    for (ConnectionId connection : waiting)
        m_waiting.emplace(connection, action);
}

void ActionTracker::connectionEnded(ConnectionId connection, bool clean)
{
    settle(Event::Ponged, {connection, Outcome::NoAnswer});
    settle(Event::Closed, {connection, clean ? Outcome::ClosedClean : Outcome::NoAnswer});
}

void ActionTracker::pinged(ConnectionId connection, std::optional<Nanoseconds> latency)
{
    settle(Event::Ponged, {connection, latency ? Outcome::Done : Outcome::NoAnswer, latency});
}

void ActionTracker::settle(Event event, const ActionOutcome &outcome)
{
    std::vector<ActionPart> finished;
    auto [it, last] = m_waiting.equal_range(outcome.connection);
    while (it != last) {
        const auto pending = m_pending.find(it->second);
        if (pending->second.event != event) {
            ++it;
            continue;
        }
        pending->second.part.outcomes.push_back(outcome);
        if (--pending->second.waiting == 0) {
            finished.push_back(std::move(pending->second.part));
            m_pending.erase(pending);
        }
        it = m_waiting.erase(it);
    }
    for (ActionPart &part : finished)
        m_report(std::move(part));
}

} // namespace signalbox
