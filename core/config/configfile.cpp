#include "core/config/configfile.h"

#include "core/base/statefolder.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qint64 MaxFileBytes = 1024 * 1024;

} // namespace

QStringList defaultConfigFiles(const ConfigSources &sources)
{
    QStringList folders;
    if (const QString folder = absoluteFolder(sources.environment, u"XDG_CONFIG_HOME"_s); !folder.isEmpty())
        folders += folder;
    else if (const QString home = absoluteFolder(sources.environment, u"HOME"_s); !home.isEmpty())
        folders += home + u"/.config"_s;
    folders += sources.systemFolder;
    for (QString &folder : folders)
        folder += u"/signalbox/signalbox.toml"_s;
    return folders;
}

Result<QString> findConfigFile(const ConfigSources &sources)
{
    if (!sources.file.isEmpty())
        return sources.file;
    for (const QString &file : defaultConfigFiles(sources)) {
        const Result<bool> present = isPresent(file);
        if (!present)
            return present.error();
        if (*present)
            return file;
    }
    return QString();
}

Result<QByteArray> readConfigFile(const QString &path, Streams streams)
{
    return readFile(path, MaxFileBytes, streams);
}

} // namespace signalbox
