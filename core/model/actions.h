#pragma once

// Commands of a console and how they ended. Plain values; console/ shows them to faces.

#include "core/base/id.h"

#include <vector>

namespace signalbox {

enum class ActionKind : quint8 { Kick, Close, Ping, Send, PutIntoRoom, TakeOutOfRoom };

//! How a command ended for one connection.
enum class Outcome : quint8 {
    Done,        //!< queued (Send), pong came (Ping), is in or out now (rooms)
    ClosedClean, //!< the peer answered our Close
    NoAnswer,    //!< the deadline passed: dropped (Kick, Close), or no pong (Ping)
    AlreadyGone, //!< it had ended before
    Rejected,    //!< its queue is full (Send); there is no place for it, or it was not in (rooms)
};

struct ActionOutcome
{
    ConnectionId connection;
    Outcome outcome = Outcome::Done;
};

//! Exactly one a command. A Send to a room or to all has one summary in `delivered` and no outcomes.
struct ActionReport
{
    ActionId action;
    ActionKind kind = ActionKind::Kick;
    std::vector<ActionOutcome> outcomes;
    quint64 delivered = 0;
};

} // namespace signalbox
