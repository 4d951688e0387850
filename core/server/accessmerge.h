#pragma once

#include "core/cluster/accessport.h"
#include "core/server/unsentaccesses.h"

#include <functional>

namespace signalbox {

//! What a node has when the cluster has other bans and revocations than it knew.
struct MergedAccess
{
    AccessContent content;
    UnsentAccesses::Changes
        missing; //!< what the cluster is to be told, besides what it was to be told before
};

//! Puts together what the cluster has, \a theirs, and what this node has, \a own: what it has done and not told, and what `kept` says
//! of the others. \a lastId: the highest id of a ban that Redis has given, as far as the node knows; \a nextId returns one of the node's
//! range, for bans whose id the cluster may give to another one. Pure.
MergedAccess mergeAccess(AccessContent &&theirs, const AccessContent &own, OwnEntries kept,
                         const UnsentAccesses &unsent, quint64 lastId, const std::function<BanId()> &nextId);

} // namespace signalbox
