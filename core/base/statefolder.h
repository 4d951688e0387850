#pragma once

#include <QProcessEnvironment>
#include <QString>

namespace signalbox {

//! Returns the folder for the files the program creates: $STATE_DIRECTORY of systemd, else
//! $XDG_STATE_HOME/signalbox, else ~/.local/state/signalbox. It need not exist.
QString stateFolder(const QProcessEnvironment &environment);

} // namespace signalbox
