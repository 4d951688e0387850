#pragma once

#include "core/base/clock.h"
#include "core/hub/membership.h"
#include "core/policy/settings.h"

#include <vector>

namespace signalbox {

class Connection;

//! What a connection may do in the hub; set at the handshake.
struct MemberTerms
{
    RouteKind kind = RouteKind::Room;
    Dialect dialect = Dialect::Plain;
    qint64 maxMessageBytes = 0; //!< told in the welcome
};

//! A connection as its thread's hub knows it.
struct Member
{
    Connection *connection = nullptr;
    Dialect dialect = Dialect::Plain;
    qint64 maxMessageBytes = 0;
    std::vector<QString> rooms;     //!< asked to be in, the answer may be on its way
    std::vector<QString> joining;   //!< one entry a join that is not answered yet
    std::vector<QString> hears;     //!< in since the home said so, and until it says otherwise
    std::vector<TimePoint> badOnes; //!< when its latest bad envelopes came, at most EnvelopeDesk::MaxBad
};

} // namespace signalbox
