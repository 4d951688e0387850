#pragma once

#include <QString>

namespace signalbox {

//! Writes \a text to stdout and flushes it, because a script may wait for it.
void printOut(const QString &text);
//! Writes each line of \a text to stderr with the name of the program before it. For errors before the log is
//! open.
void printError(const QString &text);

} // namespace signalbox
