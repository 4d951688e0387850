#pragma once

#include "core/base/result.h"

#include <QtGlobal>

namespace signalbox {

//! Raises the soft limit of open files (RLIMIT_NOFILE) to the hard limit. Returns the limit that is in
//! effect.
quint64 raiseDescriptorLimit();

//! Fails with Busy if this process cannot open \a count more files. Qt aborts the program where it cannot.
Result<void> checkFreeDescriptors(std::size_t count);

} // namespace signalbox
