#include "app/exitcode.h"

#include "core/base/result.h"

namespace signalbox {

ExitCode exitCodeFor(const Error &error, ExitCode otherwise)
{
    switch (error.code) {
    case Error::Code::Invalid:
        return ExitCode::BadConfig;
    case Error::Code::AddressInUse:
        return ExitCode::Unavailable;
    case Error::Code::NoPermission:
        return ExitCode::NoPermission;
    case Error::Code::Busy: // the system gives no further thread or descriptor
        return ExitCode::Internal;
    default:
        return otherwise;
    }
}

} // namespace signalbox
