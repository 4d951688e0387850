#pragma once

#include "app/ctl/apiclient.h"
#include "app/ctl/commandline.h"

namespace signalbox {

//! `revoke`. \a line has been checked by checkRevokeLine().
CtlExit revoke(const ApiClient &client, const CtlLine &line);

//! Returns what is wrong with the options of `revoke`.
Result<void> checkRevokeLine(const CtlLine &line);

} // namespace signalbox
