#include "app/systemsignals.h"

#include <QString>

#include <semaphore.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <utility>

// A signal handler may call only a few functions, write() and sem_post() are among them. Not signalfd(): it needs
// the signals to be blocked, and programs that we start (a browser) would inherit the signal mask. Nothing here is
// destroyed at exit, because a signal may arrive until the process is gone.

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::array HandledSignals{SIGTERM, SIGINT, SIGHUP, SIGUSR1};

std::atomic<int> s_descriptor{-1};
std::atomic<int> s_terminations{0};
std::atomic<bool> s_hangup{false};
std::atomic<bool> s_user1{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free,
              "a handler uses them");
sem_t s_secondTermination;
int s_takenTerminations = 0; // used by the thread of takeReceivedSignals() only

void countTermination()
{
    if (s_terminations.fetch_add(1) == 1)
        ::sem_post(&s_secondTermination);
}

extern "C" void handleSystemSignal(int signalNumber)
{
    const int savedErrno = errno;
    if (signalNumber == SIGHUP)
        s_hangup = true;
    else if (signalNumber == SIGUSR1)
        s_user1 = true;
    else
        countTermination();
    const std::uint64_t one = 1;
    if (const int descriptor = s_descriptor; descriptor >= 0) [[maybe_unused]]
        const ssize_t written = ::write(descriptor, &one, sizeof one);
    errno = savedErrno;
}

void setAction(int signalNumber, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigfillset(&action.sa_mask);
    ::sigaction(signalNumber, &action, nullptr);
}

} // namespace

void installSignalHandlers()
{
    ::sem_init(&s_secondTermination, 0, 0);
    for (const int signalNumber : HandledSignals)
        setAction(signalNumber, handleSystemSignal);
    setAction(SIGPIPE, SIG_IGN);
    setAction(SIGXFSZ, SIG_IGN);
    setAction(SIGCHLD, SIG_DFL); // ignored, it would hide how a child process ended
    setAction(SIGALRM, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

Result<int> openSignalDescriptor()
{
    const int descriptor = ::eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC); // 1: readable at once
    if (descriptor < 0)
        return Error{Error::Code::Busy, u"cannot handle signals: %1"_s.arg(qt_error_string(errno))};
    s_descriptor = descriptor;
    return descriptor;
}

bool isTerminationRequested()
{
    return s_terminations > 0;
}

ReceivedSignals takeReceivedSignals()
{
    ReceivedSignals received;
    const int terminations = s_terminations;
    received.terminations = terminations - std::exchange(s_takenTerminations, terminations);
    received.hangup = s_hangup.exchange(false);
    received.user1 = s_user1.exchange(false);
    return received;
}

void waitForSecondTermination()
{
    while (::sem_wait(&s_secondTermination) != 0) {
    }
}

void restoreDefaultSignals()
{
    for (const int signalNumber : HandledSignals)
        setAction(signalNumber, SIG_DFL);
}

} // namespace signalbox
