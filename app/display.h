#pragma once

namespace signalbox {

//! Returns whether a window can be shown. Qt aborts the program if there is no display, so a child process
//! tries it. Must be called before any thread is started and before the application object is created.
bool isDisplayUsable(char *programName);

} // namespace signalbox
