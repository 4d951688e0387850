#include "core/control/actioncounters.h"

namespace signalbox {

void countActions(CounterSets &sets, const ActionReport &report)
{
    const StaticName action{commandName(report.command.body)};
    for (const ActionOutcome &outcome : report.outcomes)
        sets.actions().add({action, {outcomeName(outcome.outcome)}});
    if (std::holds_alternative<Send>(report.command.body) && report.outcomes.empty())
        sets.actions().add({action, {outcomeName(Outcome::Done)}});
}

} // namespace signalbox
