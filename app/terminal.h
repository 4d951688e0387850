#pragma once

#include <QString>

namespace signalbox {

//! Writes \a text to stdout at once: a pipe must not hold back what a script waits for.
void printOut(const QString &text);
//! Writes each line of \a text to stderr, with the program's name before it. For before there is a log.
void printError(const QString &text);

//! Opens what of stdin, stdout and stderr is closed on /dev/null: otherwise the first connections would get
//! these numbers, and with them our log.
void keepStandardDescriptors();

} // namespace signalbox
