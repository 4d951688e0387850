#include "core/control/actiontracker.h"

namespace signalbox {

void ActionTracker::begin(ActionId action, Event event, const std::vector<ConnectionId> &waiting,
                          std::vector<ActionOutcome> known)
{
    ActionPart part{action, std::move(known), 0};
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
    settle(connection, Event::Ponged, Outcome::NoAnswer);
    settle(connection, Event::Closed, clean ? Outcome::ClosedClean : Outcome::NoAnswer);
}

void ActionTracker::pinged(ConnectionId connection, bool answered)
{
    settle(connection, Event::Ponged, answered ? Outcome::Done : Outcome::NoAnswer);
}

void ActionTracker::settle(ConnectionId connection, Event event, Outcome outcome)
{
    std::vector<ActionPart> finished;
    auto [it, last] = m_waiting.equal_range(connection);
    while (it != last) {
        const auto pending = m_pending.find(it->second);
        if (pending->second.event != event) {
            ++it;
            continue;
        }
        pending->second.part.outcomes.push_back({connection, outcome});
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
