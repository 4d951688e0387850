#pragma once

#include "core/control/actionpart.h"

#include <functional>
#include <unordered_map>

namespace signalbox {

//! Waits for the outcomes of commands that take time, and reports each command once, when its last connection
//! has an outcome. Lives on its io thread.
class ActionTracker
{
public:
    //! What gives a connection its outcome.
    enum class Event : quint8 {
        Closed, //!< ClosedClean or NoAnswer
        Ponged, //!< Done; NoAnswer after the deadline or when the connection ends
    };

    explicit ActionTracker(ReportActionPart report)
        : m_report(std::move(report))
    {
    }

    //! Waits until \a event has happened to each of \a waiting. The outcomes that are known already are in \a part.
    void begin(ActionPart &&part, Event event, const std::vector<ConnectionId> &waiting);
    //! \a connection has ended, with ConnectionEvents::ended(); \a clean: both Close frames were seen.
    void connectionEnded(ConnectionId connection, bool clean);
    //! \a latency of the pong; none: no pong came in time.
    void pinged(ConnectionId connection, std::optional<Nanoseconds> latency);

private:
    struct Pending
    {
        ActionPart part;
        Event event = Event::Closed;
        std::size_t waiting = 0; //!< connections without an outcome
    };

    //! Gives the connection of \a outcome this outcome in the actions that wait for \a event.
    void settle(Event event, const ActionOutcome &outcome);

    ReportActionPart m_report;
    std::unordered_map<ActionId, Pending> m_pending;
    std::unordered_multimap<ConnectionId, ActionId> m_waiting;
};

} // namespace signalbox
