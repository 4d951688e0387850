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

    //! Waits until \a event has happened to each of \a waiting. \a known are the outcomes that are known
    //! already.
    void begin(ActionId action, Event event, const std::vector<ConnectionId> &waiting,
               std::vector<ActionOutcome> known);
    //! \a connection has ended, with ConnectionEvents::ended(); \a clean: both Close frames were seen.
    void connectionEnded(ConnectionId connection, bool clean);
    void pinged(ConnectionId connection, bool answered);

private:
    struct Pending
    {
        ActionPart part;
        Event event = Event::Closed;
        std::size_t waiting = 0; //!< connections without an outcome
    };

    //! Gives \a connection an outcome in the actions that wait for \a event.
    void settle(ConnectionId connection, Event event, Outcome outcome);

    ReportActionPart m_report;
    std::unordered_map<ActionId, Pending> m_pending;
    std::unordered_multimap<ConnectionId, ActionId> m_waiting;
};

} // namespace signalbox
