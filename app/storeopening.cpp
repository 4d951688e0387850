#include "app/storeopening.h"

#include "app/terminal.h"
#include "core/base/files.h"
#include "core/base/statefolder.h"
#include "core/store/store.h"

#include <QFileInfo>
#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(lcApp, "signalbox.app", QtInfoMsg)

QString pathOf(const StoreSettings &settings)
{
    if (!settings.file.isEmpty())
        return QFileInfo(settings.file).absoluteFilePath();
    return stateFolder(QProcessEnvironment::systemEnvironment()) + u'/' + StoreSettings::FileName;
}

ExitCode exitCodeOf(const Error &error, const QString &path)
{
    if (error.code == Error::Code::Invalid) // the content of the file, not its name
        return ExitCode::FileTrouble;
    const Result<bool> exists = isPresent(path);
    return exitCodeFor(error, exists && !*exists ? ExitCode::CannotCreate : ExitCode::FileTrouble);
}

} // namespace

std::variant<std::unique_ptr<Store>, ExitCode> openStore(Config &config, bool withWindow)
{
    if (config.store.isOff())
        return std::unique_ptr<Store>();
    const QString path = pathOf(config.store);
    Result<std::unique_ptr<Store>> opened = Store::open(path);
    if (opened)
        return std::move(*opened);
    if (opened.error().code == Error::Code::AddressInUse && withWindow) {
        qCWarning(lcApp, "%s; this window keeps everything in memory", qPrintable(opened.error().text));
        config.store.file = StoreSettings::Off;
        config.history.store = HistoryPlace::Memory;
        return std::unique_ptr<Store>();
    }
    printError(u"key store.file: "_s + opened.error().text);
    return exitCodeOf(opened.error(), path);
}

} // namespace signalbox
