#include "core/base/thread.h"

#include <QString>

#include <pthread.h>

#include <csignal>
#include <system_error>

using namespace Qt::StringLiterals;

namespace signalbox {

Result<std::thread> startThread(const char *name, std::function<void()> body)
{
    // Blocked before the thread starts, so that it handles none in its first moments either.
    sigset_t all;
    sigset_t previous;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &previous);
    std::thread thread;
    int failure = 0;
    try {
        thread = std::thread(std::move(body));
    } catch (const std::system_error &error) {
        failure = error.code().value();
    }
    ::pthread_sigmask(SIG_SETMASK, &previous, nullptr);
    if (failure != 0) {
        return Error{Error::Code::Busy,
                     u"cannot start the thread “%1” (limits: ulimit -u, pids.max): %2"_s.arg(
                         QString::fromUtf8(name), qt_error_string(failure))};
    }
    ::pthread_setname_np(thread.native_handle(), name);
    return thread;
}

} // namespace signalbox
