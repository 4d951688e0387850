#include "app/runmodes.h"
#include "app/service.h"
#include "app/systemsignals.h"
#include "app/terminal.h"

#include <QCoreApplication>

namespace signalbox {

ExitCode runHeadless(Service &service)
{
    // Queued: a signal may arrive before the event loop runs, and quit() would then have no effect.
    QObject::connect(&service, &Service::finished, QCoreApplication::instance(), &QCoreApplication::quit,
                     Qt::QueuedConnection);
    if (isTerminationRequested())
        return ExitCode::Clean;
    if (const Result<void> started = service.server().start(); !started) {
        const Error &error = started.error();
        printError(error.text);
        // Not found: an address that this machine does not have, or not yet.
        return error.code == Error::Code::NotFound ? ExitCode::Unavailable
                                                   : exitCodeFor(error, ExitCode::Internal);
    }
    QCoreApplication::exec();
    return ExitCode::Clean;
}

} // namespace signalbox
