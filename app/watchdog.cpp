#include "app/watchdog.h"

#include "app/systemsignals.h"
#include "core/base/log.h"
#include "core/base/thread.h"

#include <unistd.h>

#include <chrono>

namespace signalbox {

using namespace std::chrono_literals;

namespace {

Q_LOGGING_CATEGORY(lcApp, "signalbox.app", QtInfoMsg)

constexpr auto Patience = 2s;

} // namespace

Result<void> startTerminationWatchdog()
{
    Result<std::thread> thread = startThread("watchdog", [] {
        waitForSecondTermination();
        std::this_thread::sleep_for(Patience);
        endProcess(ExitCode::Internal, "not ended two seconds after the second signal; giving up");
    });
    if (!thread)
        return thread.error();
    thread->detach(); // it waits until the process exits
    return {};
}

void endProcess(ExitCode code, const char *reason)
{
    qCCritical(lcApp, "%s", reason);
    LogSink::flush();
    ::_exit(int(code));
}

} // namespace signalbox
