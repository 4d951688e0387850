#include "core/control/actioncounters.h"

namespace signalbox {

void countActions(CounterSets &sets, const ActionReport &report)
{
    const StaticName action{commandName(report.command.body)};
    for (const ActionOutcome &outcome : report.outcomes)
        sets.actions().add({action, {outcomeName(outcome.outcome)}});
    if (isWithoutOutcomes(report.command.body)) {
        const Outcome result = report.failure.isEmpty() ? Outcome::Done : Outcome::Rejected;
        sets.actions().add({action, {outcomeName(result)}});
    }
}

} // namespace signalbox
