#pragma once

#include <QString>

namespace signalbox {

//! Returns the script that makes a shell complete commands, options and their values; made from the table of commands.
//! Each can be sourced, or installed as a file of its own.
QString bashCompletion();
QString zshCompletion();
QString fishCompletion();

} // namespace signalbox
