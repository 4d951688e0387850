#pragma once

namespace signalbox {

struct Error;

//! The exit codes that scripts and service managers see; sysexits.h has the numbers.
enum class ExitCode {
    Clean = 0,
    BadUsage = 64,
    Unavailable = 69, //!< no display, or an address in use or not available
    Internal = 70,
    CannotCreate = 73,
    FileTrouble = 74,
    NoPermission = 77,
    BadConfig = 78,
};

//! Returns the exit code for \a error, or \a otherwise if there is none of its own.
ExitCode exitCodeFor(const Error &error, ExitCode otherwise);

} // namespace signalbox
