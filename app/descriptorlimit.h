#pragma once

#include <QtGlobal>

namespace signalbox {

//! Raises the number of files this process may have open as far as it may. Returns that number.
quint64 raiseDescriptorLimit();

} // namespace signalbox
