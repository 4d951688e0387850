#pragma once

#include "core/model/command.h"

#include <functional>

namespace signalbox {

//! What one io thread reports of a command; ActionMerger makes an ActionReport of all parts.
struct ActionPart
{
    ActionId action;
    std::vector<ActionOutcome> outcomes;
    quint64 delivered = 0; //!< connections a Send was queued for
};

using ReportActionPart = std::function<void(ActionPart &&)>;

} // namespace signalbox
