#pragma once

namespace signalbox {

//! Whether a window can be shown. Qt ends the program when it finds no display, so a child process tries
//! first. Call before any thread is started and before there is an application.
bool isDisplayUsable(char *programName);

} // namespace signalbox
