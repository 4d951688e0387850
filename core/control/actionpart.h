#pragma once

#include "core/model/command.h"

#include <functional>

namespace signalbox {

//! What one io thread reports of a command; ActionMerger makes an ActionReport of all parts.
struct ActionPart
{
    ActionId action;
    std::vector<ActionOutcome> outcomes = {};
    quint64 delivered = 0; //!< connections a Send or Publish was queued for
    // As in ActionReport; of one of the parts.
    std::optional<quint64> seq = {};
    QString failure = {};
    std::optional<ActionSubject> subject = {};
};

using ReportActionPart = std::function<void(ActionPart &&)>;

} // namespace signalbox
