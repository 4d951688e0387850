#pragma once

#include "core/model/command.h"

#include <QString>

namespace signalbox {

//! Returns a sentence about the outcome of a Send command.
QString describeSend(const ActionReport &report);

} // namespace signalbox
