#pragma once

#include "app/exitcode.h"
#include "core/base/result.h"

namespace signalbox {

//! Starts a thread that ends the process with ExitCode::Internal two seconds after the second TERM or INT, unless it
//! has ended by then. It needs neither the main thread nor an io thread. Fails with Busy. Not before a fork().
Result<void> startTerminationWatchdog();

//! Writes \a reason and the queued lines to the log, and ends the process at once: without destructors, which would
//! wait for threads that may not answer. Any thread.
[[noreturn]] void endProcess(ExitCode code, const char *reason);

} // namespace signalbox
