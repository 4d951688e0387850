// Loads a WebSocket server on this machine and prints what it measured as one JSON object.

#include "options.h"
#include "workload.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <sys/resource.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>

namespace {

void allowManyDescriptors()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const signalbox::Result<load::Options> options =
        load::Options::fromArguments(QCoreApplication::arguments());
    if (!options) {
        std::fprintf(stderr, "load: %s\n", qPrintable(options.error().text));
        return 64;
    }
    ::alarm(unsigned(std::ceil(options->deadline))); // the signal ends the program
    allowManyDescriptors();
    const QJsonObject result = load::Workload::make(*options)->run();
    std::puts(QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    return result.contains(QLatin1StringView("error")) ? 1 : 0;
}
