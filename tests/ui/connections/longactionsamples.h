#pragma once

// Ids and reports for the tests of actions on many connections.

#include "tests/ui/fakeconsole.h"
#include "ui/connections/actiontargets.h"

namespace signalbox {

inline std::vector<ConnectionId> idsFrom(quint64 first, int count)
{
    std::vector<ConnectionId> ids;
    for (int i = 0; i < count; ++i)
        ids.push_back(ConnectionId(first + quint64(i)));
    return ids;
}

inline ActionTargets targetsFrom(quint64 first, int count)
{
    return {.connections = idsFrom(first, count), .count = quint64(count)};
}

//! Ends the command number \a index with \a outcome for each of its connections.
inline void finishCommand(FakeConsole &console, std::size_t index, Outcome outcome = Outcome::ClosedClean)
{
    const FakeCommand command = console.commands()[index];
    std::vector<ActionOutcome> outcomes;
    for (const ConnectionId id : std::get<std::vector<ConnectionId>>(targetOf(command.body)))
        outcomes.push_back({id, outcome});
    console.finish({command.action, {{}, command.body}, std::move(outcomes), 0});
}

} // namespace signalbox
