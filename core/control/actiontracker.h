#pragma once

#include "core/model/actions.h"

#include <functional>
#include <optional>
#include <unordered_map>

namespace signalbox {

//! Waits for what commands have set in motion and reports each command once, when the last of its connections
//! has answered, ended or gone. Lives on its io thread.
class ActionTracker
{
public:
    using Report = std::function<void(ActionReport &&)>;

    explicit ActionTracker(Report report)
        : m_report(std::move(report))
    {
    }

    //! \a waiting are the connections whose outcome is to come; \a known what is certain already.
    void begin(ActionId action, ActionKind kind, const std::vector<ConnectionId> &waiting,
               std::vector<ActionOutcome> known);
    //! \a connection has ended; \a clean: both Close frames were seen.
    void connectionEnded(ConnectionId connection, bool clean);
    void pinged(ConnectionId connection, bool answered);

private:
    struct Pending
    {
        ActionReport report;
        std::size_t waiting = 0;
    };

    //! Nothing: what happened does not end a command of this kind.
    using OutcomeFor = std::function<std::optional<Outcome>(ActionKind)>;
    void settle(ConnectionId connection, const OutcomeFor &outcomeFor);

    Report m_report;
    std::unordered_map<ActionId, Pending> m_pending;
    std::unordered_multimap<ConnectionId, ActionId> m_waiting;
};

} // namespace signalbox
