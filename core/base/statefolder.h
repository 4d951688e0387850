#pragma once

#include <QProcessEnvironment>
#include <QString>

namespace signalbox {

//! Returns the folder that the variable \a name holds; empty when it is unset or relative: the XDG base directory
//! specification requires that relative paths are ignored.
QString absoluteFolder(const QProcessEnvironment &environment, const QString &name);

//! Returns the folder for the files the program creates: $STATE_DIRECTORY of systemd, else
//! $XDG_STATE_HOME/signalbox, else ~/.local/state/signalbox. It need not exist.
QString stateFolder(const QProcessEnvironment &environment);

} // namespace signalbox
