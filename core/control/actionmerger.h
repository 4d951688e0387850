#pragma once

#include "core/control/actionpart.h"

#include <functional>
#include <unordered_map>

namespace signalbox {

//! Merges the parts that several io threads report of one command into one report. Lives on the owner's
//! thread.
class ActionMerger
{
public:
    using Report = std::function<void(const ActionReport &)>;

    explicit ActionMerger(Report report)
        : m_report(std::move(report))
    {
    }

    //! \a parts io threads, 1 or more, will each report one part of \a action.
    void begin(ActionId action, Command command, std::size_t parts);
    //! Ignores parts of actions that are not pending.
    void take(const ActionPart &part);
    //! Reports \a action if it is pending: connections given by id that have no outcome yet are NoAnswer.
    void expire(ActionId action);
    //! Reports all pending actions: no part will arrive any more. Connections given by id that have no outcome
    //! yet are AlreadyGone.
    void abandon();

private:
    struct Pending
    {
        ActionReport report;
        std::size_t parts = 0; //!< that have not arrived
    };

    static void addMissing(ActionReport &report, Outcome outcome);

    Report m_report;
    std::unordered_map<ActionId, Pending> m_pending;
};

//! Returns \a outcome for each connection that \a command addresses by id and \a outcomes lacks.
std::vector<ActionOutcome> missingOutcomes(const Command &command,
                                           const std::vector<ActionOutcome> &outcomes = {},
                                           Outcome outcome = Outcome::AlreadyGone);

} // namespace signalbox
