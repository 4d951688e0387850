#pragma once

#include "core/base/result.h"

namespace signalbox {

// The handlers of TERM, INT, HUP and USR1. They only count and wake: SignalWatcher reports to Qt what they have
// counted, and the termination watchdog ends a process that does not end by itself.

//! Installs the handlers, which stay until the process exits. Call it first in main(): a signal that arrives
//! earlier kills the process. What the parent process left is replaced: no signal stays blocked, and HUP and INT are
//! handled even if they were ignored (nohup, background jobs of a script): the program survives a HUP anyway, as it
//! reloads the configuration, and an operator must be able to end and reload it. PIPE and XFSZ are ignored: a write
//! fails instead.
void installSignalHandlers();

//! Returns the descriptor of an eventfd that becomes readable when a signal arrives, or was received before the
//! call. Call it once. It stays open until exit, as a handler may write to it at any time.
Result<int> openSignalDescriptor();

//! Returns whether TERM or INT was received. Any thread.
bool isTerminationRequested();

struct ReceivedSignals
{
    int terminations = 0; //!< TERM and INT
    bool hangup = false;
    bool user1 = false;
};
//! Returns what was received since the last call. One thread.
ReceivedSignals takeReceivedSignals();

//! Blocks until TERM or INT was received twice. One thread.
void waitForSecondTermination();

//! Restores the default actions. For a child process that fork() made: its handlers would wake the parent.
void restoreDefaultSignals();

} // namespace signalbox
