#pragma once

// Commands that act on connections or on the server.

#include "app/ctl/apiclient.h"
#include "app/ctl/commandline.h"

namespace signalbox {

//! kick, close and ping.
CtlExit actOnConnections(const ApiClient &client, const CtlLine &line);
CtlExit publish(const ApiClient &client, const CtlLine &line);
CtlExit reload(const ApiClient &client, const CtlLine &line);
CtlExit drain(const ApiClient &client, const CtlLine &line);

} // namespace signalbox
