#pragma once

#include "core/model/command.h"
#include "ui/messages/messagerow.h"

#include <optional>

namespace signalbox {

//! Returns the command that sends the message of \a row again, to whom it went: to its room, to its user, or to its
//! connection. Of a message of the envelope that is its content. Nothing if there is none: the payload is not complete, or
//! it is no message that can be sent.
std::optional<Send> resendOf(const MessageRow &row);

} // namespace signalbox
