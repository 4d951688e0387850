#include "app/ctl/output.h"

#include <QStringList>

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace signalbox {

void endBySignal(int signal)
{
    ::signal(signal, SIG_DFL);
    sigset_t unblocked;
    sigemptyset(&unblocked);
    sigaddset(&unblocked, signal);
    ::sigprocmask(SIG_UNBLOCK, &unblocked, nullptr);
    ::raise(signal);
    std::_Exit(128 + signal); // not reached: the default of these signals ends a process
}

void writeOut(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), std::size_t(bytes.size()));
        if (written >= 0) {
            bytes = bytes.sliced(written);
        } else if (errno == EAGAIN) { // another program has made the terminal or pipe non-blocking
            pollfd output{STDOUT_FILENO, POLLOUT, 0};
            ::poll(&output, 1, -1);
        } else if (errno == EPIPE) { // Qt's sockets ignore SIGPIPE
            endBySignal(SIGPIPE);
        } else if (errno != EINTR) {
            say(u"stdout: %1"_s.arg(qt_error_string(errno)));
            std::_Exit(int(CtlExit::Failed));
        }
    }
}

void writeOut(const QString &text)
{
    writeOut(QByteArrayView(text.toUtf8()));
}

void say(const QString &text)
{
    for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts))
        std::fprintf(stderr, "signalboxctl: %s\n", line.toUtf8().constData());
}

CtlExit sayFailure(const Failure &failure)
{
    say(failure.text);
    return failure.exit;
}

bool isOutputClosed()
{
    pollfd output{STDOUT_FILENO, 0, 0};
    return ::poll(&output, 1, 0) == 1 && (output.revents & (POLLERR | POLLHUP)) != 0;
}

int outputWidth()
{
    winsize size{};
    if (::isatty(STDOUT_FILENO) == 0 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}

Answer askOnTerminal(const QString &question)
{
    if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDERR_FILENO) == 0)
        return Answer::NobodyThere;
    std::fprintf(stderr, "%s [y/N] ", question.toUtf8().constData());
    std::array<char, 64> line{};
    if (!std::fgets(line.data(), int(line.size()), stdin)) {
        std::fputc('\n', stderr);
        return Answer::No;
    }
    const QByteArray answer = QByteArray(line.data()).trimmed().toLower();
    return answer == "y" || answer == "yes" ? Answer::Yes : Answer::No;
}

} // namespace signalbox
