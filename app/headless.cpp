#include "app/runmodes.h"
#include "app/service.h"
#include "app/terminal.h"

#include <QCoreApplication>

namespace signalbox {

namespace {

ExitCode exitCodeOf(const Error &error)
{
    switch (error.code) {
    case Error::Code::Invalid:
        return ExitCode::BadConfig;
    case Error::Code::AddressInUse:
        return ExitCode::Unavailable;
    case Error::Code::NoPermission:
        return ExitCode::NoPermission;
    default:
        return ExitCode::Internal;
    }
}

} // namespace

ExitCode runHeadless(Service &service)
{
    // Queued: a signal may have come before there was an event loop to end.
    QObject::connect(&service, &Service::finished, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    if (const Result<void> started = service.server().start(); !started) {
        printError(started.error().text);
        return exitCodeOf(started.error());
    }
    QCoreApplication::exec();
    return ExitCode::Clean;
}

} // namespace signalbox
