#pragma once

namespace signalbox {

//! What scripts and service managers see at the end (sysexits.h has the numbers).
enum class ExitCode {
    Clean = 0,
    BadUsage = 64,
    Unavailable = 69, //!< no display, or an address in use
    Internal = 70,
    CannotCreate = 73,
    FileTrouble = 74,
    NoPermission = 77,
    BadConfig = 78,
};

} // namespace signalbox
