#pragma once

#include "core/hub/hubsettings.h"
#include "core/model/verdict.h"
#include "core/policy/usercapsettings.h"

namespace signalbox {

//! An end without Close counts as an idle timeout if the connection had been idle for so long ...
inline constexpr Milliseconds MinIdleTime{1000};
//! ... and its address was lost so often after about the same time, this end included.
inline constexpr quint32 MinIdleEnds = 3;

//! Returns whether the connection was lost while nothing was on its way: what a proxy or a firewall does to one that was
//! idle for too long.
bool isIdleEnd(const EndEvidence &evidence);

//! Names in \a evidence the limit that its cause stands for, and its value.
void addLimit(EndEvidence &evidence, const LimitSettings &limits, const HubSettings &hub,
              const UserCapSettings &userCap = {});

//! Chooses the kind of verdict by \a evidence. Unknown where that lacks what the text of the kind would say.
Verdict verdictOf(const EndEvidence &evidence);

} // namespace signalbox
