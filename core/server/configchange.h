#pragma once

#include "core/config/reloadreport.h"

namespace signalbox {

//! Returns which keys change when \a applied takes the place of \a current: those in effect at once, and those that wait for
//! a restart because a server that was started with \a running has other values. \a running null: no server runs.
ReloadReport configChange(const Config *running, const Config &current, const Config &applied);

} // namespace signalbox
