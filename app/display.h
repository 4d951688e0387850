#pragma once

#include <QString>

namespace signalbox {

//! Returns why no window can be shown, for the user, or an empty text if one can. Qt aborts the program where it has no
//! display, so a child process tries it. Must be called before any thread is started and before the application object is
//! created. Returns early when TERM or INT arrives.
QString displayProblem(char *programName);

} // namespace signalbox
