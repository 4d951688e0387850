#pragma once

#include <QProcessEnvironment>
#include <QString>

namespace signalbox {

//! Where the program keeps what it makes itself: $STATE_DIRECTORY of systemd, else $XDG_STATE_HOME/signalbox,
//! else ~/.local/state/signalbox. Need not exist yet.
QString stateFolder(const QProcessEnvironment &environment);

} // namespace signalbox
