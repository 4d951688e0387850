#include "app/display.h"

#include <QGuiApplication>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace signalbox {

namespace {

constexpr unsigned TimeoutSeconds =
    10; // for a display server that accepts the connection and does not answer

bool isSet(const char *variable)
{
    return !qEnvironmentVariableIsEmpty(variable);
}

[[noreturn]] void tryInChild(char *programName)
{
    ::prctl(PR_SET_DUMPABLE, 0); // Qt aborts if there is no display; that must not write a core file
    ::alarm(TimeoutSeconds);
    if (const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC); nowhere >= 0) {
        ::dup2(nowhere, STDOUT_FILENO);
        ::dup2(nowhere, STDERR_FILENO);
    }
    int argc = 1;
    char *argv[] = {programName, nullptr};
    const QGuiApplication app(argc, argv);
    ::_exit(0);
}

} // namespace

bool isDisplayUsable(char *programName)
{
    if (!isSet("QT_QPA_PLATFORM") && !isSet("DISPLAY") && !isSet("WAYLAND_DISPLAY"))
        return false;
    const pid_t child = ::fork();
    if (child == 0)
        tryInChild(programName);
    if (child < 0)
        return true; // unknown; Qt will report an error
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return true;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace signalbox
