#pragma once

#include "core/base/result.h"

#include <functional>
#include <thread>

namespace signalbox {

//! Starts a thread that runs \a body. All signals are blocked in it, because the main thread handles them. \a name
//! is shown by ps and gdb and has at most 15 characters (pthread_setname_np(3)). Fails with Busy when the system
//! gives the process no further thread (ulimit -u, pids.max), where std::thread would throw.
Result<std::thread> startThread(const char *name, std::function<void()> body);

} // namespace signalbox
