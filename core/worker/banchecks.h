#pragma once

#include "core/auth/gate.h"
#include "core/model/closedlog.h"

namespace signalbox {

class Bans;

//! Checks of the gate: nobody enters whose Origin, or who as a user is banned. \a bans outlive them.
EntryCheck originBanCheck(const Bans &bans);
EntryCheck userBanCheck(const Bans &bans);

bool isBanned(const Bans &bans, const QHostAddress &address);
//! Counts a hit if \a request was refused because of a ban. The ban of an address is set, which who refuses does not know.
void countHit(const Bans &bans, RefusedRequest &request);

} // namespace signalbox
