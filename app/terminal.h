#pragma once

#include <QString>

namespace signalbox {

//! Writes \a text to stdout and flushes it, because a script may wait for it.
void printOut(const QString &text);
//! Writes each line of \a text to stderr with the name of the program before it. For errors before the log is
//! open.
void printError(const QString &text);

//! Opens /dev/null in place of stdin, stdout and stderr if they are closed. Otherwise connections would get
//! their descriptors, and so the output of the log.
void keepStandardDescriptors();

} // namespace signalbox
