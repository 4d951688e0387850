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
    default:
        return otherwise;
    }
}

} // namespace signalbox
