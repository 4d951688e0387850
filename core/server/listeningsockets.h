#pragma once

#include "core/base/endpoint.h"
#include "core/base/listenfailure.h"
#include "core/base/result.h"
#include "core/transport/acceptor.h"

#include <vector>

namespace signalbox {

//! Listens on all of \a endpoints or on none. Adds each one that failed to \a failures; the error has the code of the
//! first and the texts of all.
Result<std::vector<ListeningSocket>> openListeningSockets(const std::vector<Endpoint> &endpoints,
                                                          ListenFailures &failures);

} // namespace signalbox
