#include "core/base/statefolder.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace signalbox {

QString absoluteFolder(const QProcessEnvironment &environment, const QString &name)
{
    const QString folder = environment.value(name);
    return QDir::isAbsolutePath(folder) ? folder : QString();
}

QString stateFolder(const QProcessEnvironment &environment)
{
    // systemd.exec(5): several folders are separated by colons. The first one is used.
    const QString given = environment.value(u"STATE_DIRECTORY"_s).section(u':', 0, 0);
    if (QDir::isAbsolutePath(given))
        return given;
    if (const QString states = absoluteFolder(environment, u"XDG_STATE_HOME"_s); !states.isEmpty())
        return states + u"/signalbox"_s;
    const QString home = absoluteFolder(environment, u"HOME"_s);
    return (home.isEmpty() ? QDir::homePath() : home) + u"/.local/state/signalbox"_s;
}

} // namespace signalbox
