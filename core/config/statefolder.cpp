#include "core/config/statefolder.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace signalbox {

QString stateFolder(const QProcessEnvironment &environment)
{
    // systemd.exec(5): several folders are separated by colons. The first one is used.
    const QString given = environment.value(u"STATE_DIRECTORY"_s).section(u':', 0, 0);
    if (QDir::isAbsolutePath(given))
        return given;
    // The XDG base directory specification requires that relative paths are ignored.
    const QString states = environment.value(u"XDG_STATE_HOME"_s);
    if (QDir::isAbsolutePath(states))
        return states + u"/signalbox"_s;
    return environment.value(u"HOME"_s, QDir::homePath()) + u"/.local/state/signalbox"_s;
}

} // namespace signalbox
