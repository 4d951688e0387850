#pragma once

#include "core/model/messagelog.h"

namespace signalbox {

//! Returns how many rows an unfolded broadcast has for its recipients: one for each of the first \a most that are listed, and
//! one that says how many more there are. 0: it is no broadcast, or they are not listed.
int recipientRows(const LogEntry &entry, int most);
//! Returns the recipient in \a row of these; null for the row that says how many more there are.
ConnectionId recipientInRow(const LogEntry &entry, int row, int most);

} // namespace signalbox
