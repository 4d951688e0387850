#include "app/display.h"

#include "app/systemsignals.h"
#include "core/base/uniquefd.h"

#include <QGuiApplication>
#include <QRegularExpression>

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <thread>

using namespace Qt::StringLiterals;

namespace signalbox {

using namespace std::chrono_literals;

namespace {

constexpr unsigned TimeoutSeconds =
    10; // for a display server that accepts the connection and does not answer

constexpr qsizetype MaxOutputBytes = 64 * 1024;

bool isSet(const char *variable)
{
    return !qEnvironmentVariableIsEmpty(variable);
}

[[noreturn]] void tryInChild(char *programName, int output)
{
    restoreDefaultSignals();
    ::prctl(PR_SET_DUMPABLE, 0); // Qt aborts if there is no display; that must not write a core file
    ::alarm(TimeoutSeconds);
    ::dup2(output, STDERR_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::setenv("QT_FORCE_STDERR_LOGGING", "1", 1); // not to the journal
    int argc = 1;
    char *argv[] = {programName, nullptr};
    const QGuiApplication app(argc, argv);
    ::_exit(0);
}

// The problem, from what Qt wrote about its platform plugins before it aborted.
QString problemIn(const QByteArray &output)
{
    const QString text = QString::fromLocal8Bit(output);
    static const QRegularExpression missing(u"Could not find the Qt platform plugin \"([^\"]*)\""_s);
    if (const QRegularExpressionMatch match = missing.match(text); match.hasMatch()) {
        const QString name = match.captured(1);
        return name.startsWith("wayland"_L1)
                   ? u"the Qt platform plugin \"%1\" is not installed (Debian: qt6-wayland)"_s.arg(name)
                   : u"the Qt platform plugin \"%1\" is not installed"_s.arg(name);
    }
    static const QRegularExpression unloaded(u"Could not load the Qt platform plugin \"([^\"]*)\""_s);
    const QRegularExpressionMatch match = unloaded.match(text);
    // What the plugins for X11 and Wayland write when they were loaded and found no server.
    static const QRegularExpression noServer(u"could not connect to display|Failed to create wl_display"_s);
    if (match.hasMatch() && !text.contains(noServer))
        return u"the Qt platform plugin \"%1\" cannot be loaded; QT_DEBUG_PLUGINS=1 shows why"_s.arg(
            match.captured(1));
    return u"there is no display to show a window on"_s;
}

} // namespace

QString displayProblem(char *programName)
{
    if (!isSet("QT_QPA_PLATFORM") && !isSet("DISPLAY") && !isSet("WAYLAND_DISPLAY"))
        return problemIn({});
    // Not a pipe: nobody has to read while the child runs, and what else has it open does not matter.
    const UniqueFd output(::memfd_create("output", MFD_CLOEXEC));
    if (!output)
        return {}; // unknown; Qt will report an error
    const pid_t child = ::fork();
    if (child == 0)
        tryInChild(programName, output.get());
    if (child < 0)
        return {};
    // Not a wait that blocks: a TERM must end it, and sent to the parent alone it does not end the child.
    constexpr auto step = 5ms;
    int status = 0;
    pid_t ended = 0;
    while ((ended = ::waitpid(child, &status, WNOHANG)) == 0 || (ended < 0 && errno == EINTR)) {
        if (isTerminationRequested())
            ::kill(child, SIGKILL);
        std::this_thread::sleep_for(step);
    }
    if (ended < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
        return {};
    QByteArray text(MaxOutputBytes, Qt::Uninitialized);
    text.truncate(std::max<ssize_t>(::pread(output.get(), text.data(), size_t(text.size()), 0), 0));
    return problemIn(text);
}

} // namespace signalbox
