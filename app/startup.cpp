#include "app/startup.h"

#include "app/terminal.h"
#include "core/server/configprinter.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

ExitCode exitCodeOf(const Error &error)
{
    switch (error.code) {
    case Error::Code::Invalid:
        return ExitCode::BadConfig;
    case Error::Code::NoPermission:
        return ExitCode::NoPermission;
    default:
        return ExitCode::FileTrouble;
    }
}

} // namespace

std::variant<Startup, ExitCode> prepareStartup(const QStringList &arguments)
{
    const Result<CommandLine> line = parseCommandLine(arguments);
    if (!line) {
        printError(line.error().text);
        printError(u"see signalbox --help"_s);
        return ExitCode::BadUsage;
    }
    if (line->help || line->version) {
        printOut(line->help ? helpText() : versionText());
        return ExitCode::Clean;
    }

    ConfigSources sources;
    sources.file = line->configFile;
    sources.environment = QProcessEnvironment::systemEnvironment();
    sources.options = line->overrides;
    const Result<LoadedConfig> loaded = loadConfig(sources);
    if (!loaded) {
        printError(loaded.error().text);
        return exitCodeOf(loaded.error());
    }
    if (line->printConfig)
        printOut(printConfig(*loaded));
    if (line->checkConfig)
        printError(u"configuration is good"_s);
    if (line->printConfig || line->checkConfig)
        return ExitCode::Clean;
    return Startup{*line, sources, *loaded};
}

} // namespace signalbox
