#include "ui/connections/actiontext.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

QString ActionText::of(const ActionReport &report)
{
    const int total = int(report.outcomes.size());
    if (total == 0) {
        return report.kind == ActionKind::Send
                   ? tr("Sent to %n connection(s)", nullptr, int(report.delivered))
                   : tr("There was no connection");
    }
    if (total == 1)
        return ofOne(report.kind, report.outcomes.front().outcome);

    const auto count = [&report](Outcome outcome) {
        return int(std::ranges::count(report.outcomes, outcome, &ActionOutcome::outcome));
    };
    const int gone = count(Outcome::AlreadyGone);
    if (gone == total)
        return tr("All %n were already gone", nullptr, gone);

    QStringList parts;
    for (const Outcome outcome :
         {Outcome::Done, Outcome::ClosedClean, Outcome::NoAnswer, Outcome::Rejected, Outcome::AlreadyGone}) {
        if (const int number = count(outcome); number > 0)
            parts += part(report.kind, outcome, number);
    }
    return tr("%1: %2", "what was done: how it ended")
        .arg(head(report.kind, total - gone), parts.join(tr(", ")));
}

QString ActionText::ofOne(ActionKind kind, Outcome outcome)
{
    if (outcome == Outcome::AlreadyGone)
        return tr("Already gone");
    switch (kind) {
    case ActionKind::Kick:
        return outcome == Outcome::NoAnswer ? tr("Kicked: did not answer and was dropped")
                                            : tr("Kicked: closed cleanly");
    case ActionKind::Close:
        return outcome == Outcome::NoAnswer ? tr("Closed: did not answer and was dropped")
                                            : tr("Closed cleanly");
    case ActionKind::Ping:
        return outcome == Outcome::NoAnswer ? tr("Ping: no answer") : tr("Ping answered");
    case ActionKind::PutIntoRoom:
        return outcome == Outcome::Rejected ? tr("Not put into the room: there is no place")
                                            : tr("Put into the room");
    case ActionKind::TakeOutOfRoom:
        return outcome == Outcome::Rejected ? tr("It was not in the room") : tr("Taken out of the room");
    case ActionKind::Send:
        break;
    }
    return outcome == Outcome::Rejected ? tr("Not sent: its queue is full") : tr("Sent");
}

QString ActionText::head(ActionKind kind, int count)
{
    switch (kind) {
    case ActionKind::Kick:
        return tr("%n kicked", nullptr, count);
    case ActionKind::Close:
        return tr("%n closed", nullptr, count);
    case ActionKind::Ping:
        return tr("%n pinged", nullptr, count);
    case ActionKind::PutIntoRoom:
        return tr("%n to put into the room", nullptr, count);
    case ActionKind::TakeOutOfRoom:
        return tr("%n to take out of the room", nullptr, count);
    case ActionKind::Send:
        break;
    }
    return tr("%n addressed", nullptr, count);
}

QString ActionText::part(ActionKind kind, Outcome outcome, int count)
{
    switch (outcome) {
    case Outcome::Done:
        return done(kind, count);
    case Outcome::ClosedClean:
        return tr("%n closed cleanly", nullptr, count);
    case Outcome::NoAnswer:
        return tr("%n did not answer", nullptr, count);
    case Outcome::Rejected:
        return rejected(kind, count);
    case Outcome::AlreadyGone:
        break;
    }
    return tr("%n already gone", nullptr, count);
}

QString ActionText::done(ActionKind kind, int count)
{
    switch (kind) {
    case ActionKind::Ping:
        return tr("%n answered", nullptr, count);
    case ActionKind::PutIntoRoom:
        return tr("%n in it now", nullptr, count);
    case ActionKind::TakeOutOfRoom:
        return tr("%n out of it now", nullptr, count);
    default:
        return tr("%n sent", nullptr, count);
    }
}

QString ActionText::rejected(ActionKind kind, int count)
{
    switch (kind) {
    case ActionKind::PutIntoRoom:
        return tr("no place for %n", nullptr, count);
    case ActionKind::TakeOutOfRoom:
        return tr("%n not in it before", nullptr, count);
    default:
        return tr("%n not sent, the queue is full", nullptr, count);
    }
}

} // namespace signalbox
