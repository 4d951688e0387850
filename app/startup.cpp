#include "app/startup.h"

#include "app/terminal.h"
#include "core/auth/jwtkeyfile.h"
#include "core/base/memorycapacity.h"
#include "core/base/statefolder.h"
#include "core/cluster/redisfiles.h"
#include "core/config/configprinter.h"
#include "core/transport/selfsigned.h"
#include "core/transport/tlscontext.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! Adds the files of --self-signed as options, so that they take precedence over all other sources, also
//! after a reload.
Result<void> addSelfSigned(const CommandLine &line, ConfigSources &sources)
{
    const QString folder = stateFolder(sources.environment);
    SelfSigned pair = SelfSigned::in(folder);
    if (!line.checkConfig && !line.printConfig) { // these only read: they must not create files
        const Result<SelfSigned> provided = SelfSigned::provide(folder, QDateTime::currentDateTimeUtc());
        if (!provided)
            return provided.error();
        pair = *provided;
        printError(
            u"development certificate %1, SHA-256 fingerprint %2"_s.arg(pair.certificate, pair.fingerprint));
    }
    const QString option = u"--self-signed"_s;
    sources.options.push_back({u"tls.certificate"_s, pair.certificate, option});
    sources.options.push_back({u"tls.key"_s, pair.key, option});
    sources.options.push_back({u"tls.key_passphrase_file"_s, QString(), option});
    return {};
}

//! Returns what the server would log as a warning when it starts.
QStringList warningsOf(const LoadedConfig &loaded)
{
    QStringList warnings = loaded.warnings;
    if (!loaded.config.tls.isEnabled())
        return warnings;
    if (const auto context = TlsContext::create(loaded.config.tls))
        warnings += (*context)->warnings(QDateTime::currentDateTimeUtc());
    return warnings;
}

//! Adds where the key was set that \a error names.
Error withOrigin(Error error, const LoadedConfig &loaded)
{
    for (auto origin = loaded.origins.cbegin(); origin != loaded.origins.cend(); ++origin) {
        if (error.text.startsWith(u"key %1:"_s.arg(origin.key())))
            error.text.prepend(origin.value() + u": "_s);
    }
    return error;
}

} // namespace

Result<void> checkTls(const LoadedConfig &loaded)
{
    if (!loaded.config.tls.isEnabled())
        return {};
    const Result<std::shared_ptr<const TlsContext>> context = TlsContext::create(loaded.config.tls);
    return context ? Result<void>() : withOrigin(context.error(), loaded);
}

Result<void> checkAuth(const LoadedConfig &loaded)
{
    const Result<JwkSet> keys = loadKeyFile(loaded.config.auth.jwt);
    return keys ? Result<void>() : withOrigin(keys.error(), loaded);
}

Result<void> checkCluster(const LoadedConfig &loaded)
{
    if (!loaded.config.cluster.isEnabled())
        return {};
    const Result<void> files = checkRedisFiles(loaded.config.cluster);
    return files ? files : withOrigin(files.error(), loaded);
}

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
    if (const Result<void> added = line->selfSigned ? addSelfSigned(*line, sources) : Result<void>();
        !added) {
        printError(added.error().text);
        return exitCodeFor(added.error(), ExitCode::CannotCreate);
    }
    const Result<LoadedConfig> loaded = loadConfig(sources);
    if (!loaded) {
        printError(loaded.error().text);
        return exitCodeFor(loaded.error(), ExitCode::FileTrouble);
    }
    const bool onlyChecks = line->checkConfig || line->printConfig;
    if (!(onlyChecks && line->selfSigned)) {
        if (const Result<void> checked = checkTls(*loaded); !checked) {
            printError(checked.error().text);
            return exitCodeFor(checked.error(), ExitCode::FileTrouble);
        }
    }
    for (const auto check : {checkAuth, checkCluster}) {
        const Result<void> checked = check(*loaded);
        if (checked)
            continue;
        printError(checked.error().text);
        return exitCodeFor(checked.error(), ExitCode::FileTrouble);
    }
    if (onlyChecks) {
        for (const QString &warning : warningsOf(*loaded))
            printError(u"warning: "_s + warning);
    }
    if (line->printConfig)
        printOut(printConfig(*loaded, memoryCapacity()));
    if (line->checkConfig)
        printError(loaded->file.isEmpty() ? u"configuration is good"_s
                                          : u"configuration is good: %1"_s.arg(loaded->file));
    if (onlyChecks)
        return ExitCode::Clean;
    return Startup{*line, sources, *loaded};
}

} // namespace signalbox
