#include "app/allocator.h"
#include "app/descriptorlimit.h"
#include "app/display.h"
#include "app/runmodes.h"
#include "app/service.h"
#include "app/startup.h"
#include "app/storeopening.h"
#include "app/systemsignals.h"
#include "app/terminal.h"
#include "app/watchdog.h"
#include "core/base/files.h"
#include "core/store/store.h"

#include <QApplication>

#include <thread>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

QStringList optionsOf(int argc, char **argv)
{
    QStringList options;
    for (int i = 1; i < argc; ++i)
        options += QString::fromLocal8Bit(argv[i]);
    return options;
}

// The application gets only the name of the program: Qt must not interpret our options.
std::unique_ptr<QCoreApplication> makeApplication(bool withWindow, int &argc, char **argv)
{
    QCoreApplication::setOrganizationName(u"Signalbox"_s);
    QCoreApplication::setApplicationName(u"Signalbox"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(SIGNALBOX_VERSION));
    if (withWindow)
        return std::make_unique<QApplication>(argc, argv);
    return std::make_unique<QCoreApplication>(argc, argv);
}

// A generous count of the files that are open before the first connection.
std::size_t descriptorsToStart(const ServerSettings &settings, bool withWindow)
{
    constexpr std::size_t alone = 16;
    constexpr std::size_t window = 32; // display, fonts, session bus
    constexpr std::size_t each = 4;    // io thread
    const std::size_t threads =
        settings.threads > 0 ? std::size_t(settings.threads) : std::thread::hardware_concurrency();
    const std::size_t admin = settings.adminListen ? each + 1 : 0; // a thread of its own
    return alone + (withWindow ? window : 0) + threads * each + settings.listen.size() + admin;
}

int fail(const Error &error, ExitCode otherwise)
{
    printError(error.text);
    return int(exitCodeFor(error, otherwise));
}

} // namespace

int main(int argc, char *argv[])
{
    installSignalHandlers();
    keepStandardDescriptors();
    limitRetainedMemory();
    std::variant<Startup, ExitCode> prepared = prepareStartup(optionsOf(argc, argv));
    if (const auto *code = std::get_if<ExitCode>(&prepared))
        return int(*code);
    Startup &startup = std::get<Startup>(prepared);

    const bool withWindow = !startup.line.noGui;
    if (withWindow) {
        const QString problem = displayProblem(argv[0]);
        if (!problem.isEmpty() && !isTerminationRequested()) {
            printError(u"%1; signalbox --no-gui runs without a window"_s.arg(problem));
            return int(ExitCode::Unavailable);
        }
    }
    if (isTerminationRequested())
        return int(ExitCode::Clean);
    const quint64 descriptorLimit = raiseDescriptorLimit();
    const Result<void> hasDescriptors =
        checkFreeDescriptors(descriptorsToStart(startup.loaded.config.server, withWindow));
    if (!hasDescriptors)
        return fail(hasDescriptors.error(), ExitCode::Internal);
    const Result<int> signalDescriptor = openSignalDescriptor();
    if (!signalDescriptor)
        return fail(signalDescriptor.error(), ExitCode::Internal);
    if (const Result<void> watched = startTerminationWatchdog(); !watched)
        return fail(watched.error(), ExitCode::Internal);
    int ownArgc = 1;
    char *ownArgv[] = {argv[0], nullptr};
    const std::unique_ptr<QCoreApplication> app = makeApplication(withWindow, ownArgc, ownArgv);
    const HeapTrimmer trimmer;
    const Result<std::unique_ptr<LogSink>> log = LogSink::install(startup.loaded.config.log);
    if (!log)
        return fail(log.error(), ExitCode::CannotCreate);
    const auto store = openStore(startup.loaded.config, withWindow);
    if (const auto *code = std::get_if<ExitCode>(&store))
        return int(*code);
    Service service(startup, **log, std::get<std::unique_ptr<Store>>(store).get(), *signalDescriptor,
                    descriptorLimit);
    return int(withWindow ? runWindow(service) : runHeadless(service));
}
