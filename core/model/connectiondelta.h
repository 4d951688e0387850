#pragma once

#include "core/base/closereason.h"
#include "core/model/activity.h"
#include "core/model/connectioninfo.h"

#include <vector>

namespace signalbox {

//! One connection, whole.
struct ConnectionSnapshot
{
    ConnectionInfo info;
    Activity activity;
};

struct ConnectionChange
{
    ConnectionId id;
    Activity activity;
};

struct ConnectionRemoval
{
    ConnectionId id;
    ConnectionEnd end;
};

//! All that happened to the list of connections since the batch before. An id is in at most one of the three;
//! a connection that came and went between two batches is in none.
struct ConnectionDelta
{
    std::vector<ConnectionSnapshot> added;
    std::vector<ConnectionChange> changed;
    std::vector<ConnectionRemoval> removed;

    bool isEmpty() const { return added.empty() && changed.empty() && removed.empty(); }
};

} // namespace signalbox
