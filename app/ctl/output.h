#pragma once

#include "app/ctl/failure.h"

#include <QByteArrayView>
#include <QString>

namespace signalbox {

//! Writes to stdout, at once. When the reader of a pipe has gone, the program ends as by SIGPIPE, without a word; when
//! stdout cannot be written for another reason, with a message and 1.
void writeOut(QByteArrayView bytes);
void writeOut(const QString &text);

//! Writes each line of \a text to stderr with the name of the program before it.
void say(const QString &text);
//! Says \a failure, and returns its exit code.
CtlExit sayFailure(const Failure &failure);

//! Returns whether the reader of the pipe that stdout is has gone.
bool isOutputClosed();

//! Returns the width of the terminal that stdout is; 0: it is none.
int outputWidth();

//! Asks \a question on the terminal, to be answered with y or yes. Returns nothing if stdin or stderr is no terminal.
enum class Answer : quint8 { Yes, No, NobodyThere };
Answer askOnTerminal(const QString &question);

//! Ends the program as by \a signal, so that a shell sees it.
[[noreturn]] void endBySignal(int signal);

} // namespace signalbox
