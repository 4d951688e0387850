#pragma once

// Commands that publish, or act on the server.

#include "app/ctl/apiclient.h"
#include "app/ctl/commandline.h"

namespace signalbox {

CtlExit publish(const ApiClient &client, const CtlLine &line);
CtlExit reload(const ApiClient &client, const CtlLine &line);
CtlExit drain(const ApiClient &client, const CtlLine &line);

} // namespace signalbox
