#pragma once

#include <QtGlobal>

namespace signalbox {

//! Raises the soft limit of open files (RLIMIT_NOFILE) to the hard limit. Returns the limit that is in
//! effect.
quint64 raiseDescriptorLimit();

} // namespace signalbox
