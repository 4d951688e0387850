#include "core/model/command.h"

namespace signalbox {

const char *outcomeName(Outcome outcome)
{
    switch (outcome) {
    case Outcome::ClosedClean:
        return "closed_clean";
    case Outcome::NoAnswer:
        return "no_answer";
    case Outcome::AlreadyGone:
        return "already_gone";
    case Outcome::Rejected:
        return "rejected";
    case Outcome::Unknown:
        return "unknown";
    case Outcome::Done:
        break;
    }
    return "done";
}

} // namespace signalbox
