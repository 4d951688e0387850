#pragma once

#include "app/ctl/apiclient.h"
#include "app/ctl/commandline.h"

namespace signalbox {

//! Shows connections in a live table on the whole terminal, until q or a signal.
CtlExit top(const ApiClient &client, const CtlLine &line);

} // namespace signalbox
