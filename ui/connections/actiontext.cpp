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
    case ActionKind::Send:
        break;
    }
    return tr("%n addressed", nullptr, count);
}

QString ActionText::part(ActionKind kind, Outcome outcome, int count)
{
    switch (outcome) {
    case Outcome::Done:
        return kind == ActionKind::Ping ? tr("%n answered", nullptr, count) : tr("%n sent", nullptr, count);
    case Outcome::ClosedClean:
        return tr("%n closed cleanly", nullptr, count);
    case Outcome::NoAnswer:
        return tr("%n did not answer", nullptr, count);
    case Outcome::Rejected:
        return tr("%n not sent, the queue is full", nullptr, count);
    case Outcome::AlreadyGone:
        break;
    }
    return tr("%n already gone", nullptr, count);
}

} // namespace signalbox
