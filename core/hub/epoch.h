#pragma once

#include <QString>

namespace signalbox {

//! Returns a new epoch for the numbering of a room: 64 random bits.
QString newEpoch();

} // namespace signalbox
