#include "core/control/actioncounters.h"

namespace signalbox {

namespace {

StaticName nameOf(ActionKind kind)
{
    switch (kind) {
    case ActionKind::Kick:
        return {"kick"};
    case ActionKind::Close:
        return {"close"};
    case ActionKind::Ping:
        return {"ping"};
    case ActionKind::PutIntoRoom:
        return {"put_into_room"};
    case ActionKind::TakeOutOfRoom:
        return {"take_out_of_room"};
    case ActionKind::Send:
        break;
    }
    return {"send"};
}

StaticName nameOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::ClosedClean:
        return {"closed_clean"};
    case Outcome::NoAnswer:
        return {"no_answer"};
    case Outcome::AlreadyGone:
        return {"already_gone"};
    case Outcome::Rejected:
        return {"rejected"};
    case Outcome::Done:
        break;
    }
    return {"done"};
}

} // namespace

void countActions(CounterSets &sets, const ActionReport &report)
{
    const StaticName action = nameOf(report.kind);
    for (const ActionOutcome &outcome : report.outcomes)
        sets.actions().add({action, nameOf(outcome.outcome)});
    if (report.kind == ActionKind::Send && report.outcomes.empty())
        sets.actions().add({action, nameOf(Outcome::Done)});
}

} // namespace signalbox
