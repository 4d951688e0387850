#pragma once

#include <QString>

namespace signalbox {

//! The exit codes of signalboxctl, which scripts rely on.
enum class CtlExit {
    Done = 0,    //!< also for connections that did not answer, or were gone
    Failed = 1,  //!< some or all of it failed
    Nothing = 2, //!< nothing matched, or an empty list
    Usage = 64,  //!< wrong usage, or an act that nobody confirmed
    NotReached = 69,
    Refused = 77, //!< no token, a wrong one, or one whose role does not allow it
};

//! Why a command failed: the exit code, and a text for people.
struct Failure
{
    CtlExit exit = CtlExit::Failed;
    QString text;

    friend bool operator==(const Failure &, const Failure &) = default;
};

} // namespace signalbox
