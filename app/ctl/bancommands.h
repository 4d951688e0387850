#pragma once

#include "app/ctl/apiclient.h"
#include "app/ctl/commandline.h"

namespace signalbox {

//! `ban add`, `ban list` and `ban remove`. \a line has been checked by checkBanLine().
CtlExit runBan(const ApiClient &client, const CtlLine &line);

//! Returns what is wrong with the operands and options of `ban`.
Result<void> checkBanLine(const CtlLine &line);

} // namespace signalbox
