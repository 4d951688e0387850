#pragma once

#include "core/base/endpoint.h"
#include "core/base/result.h"

#include <vector>

namespace signalbox {

//! An address on which a server could not listen, and why: AddressInUse, NotFound (this machine does not have the
//! address), NoPermission or Io.
struct ListenFailure
{
    Endpoint endpoint;
    Error error;
};
using ListenFailures = std::vector<ListenFailure>;

} // namespace signalbox
