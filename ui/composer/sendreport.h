#pragma once

#include "core/console/console.h"

#include <QString>

namespace signalbox {

//! How a Send ended, in one sentence for people.
QString describeSend(const ActionReport &report);

} // namespace signalbox
