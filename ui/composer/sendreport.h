#pragma once

#include "core/model/command.h"

#include <QString>

namespace signalbox {

//! How a Send ended, in one sentence for people.
QString describeSend(const ActionReport &report);

} // namespace signalbox
