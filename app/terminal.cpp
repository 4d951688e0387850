#include "app/terminal.h"

#include <QStringList>

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

} // namespace signalbox
