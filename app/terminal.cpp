#include "app/terminal.h"

#include <QStringList>

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

namespace signalbox {

void printOut(const QString &text)
{
    std::fputs(text.toUtf8().constData(), stdout);
    std::fflush(stdout);
}

void printError(const QString &text)
{
    for (const QString &line : text.split(u'\n'))
        std::fprintf(stderr, "signalbox: %s\n", line.toUtf8().constData());
}

void keepStandardDescriptors()
{
    // open() returns the lowest free descriptor, which is fd because all below it are open.
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        if (::fcntl(fd, F_GETFD) < 0) {
            [[maybe_unused]] const int opened = ::open("/dev/null", O_RDWR);
        }
    }
}

} // namespace signalbox
