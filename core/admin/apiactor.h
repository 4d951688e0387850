#pragma once

#include "core/http/apirouter.h"
#include "core/model/actor.h"

namespace signalbox {

//! Returns who sends a request, for commands and the audit log. signalboxctl says who it is in its User-Agent.
inline Actor actorOf(const ApiCaller &caller)
{
    const bool isCtl = caller.userAgent.startsWith(QLatin1StringView("signalboxctl/"));
    return {isCtl ? Actor::Kind::Ctl : Actor::Kind::Api, caller.token, caller.peer.address.toString()};
}

} // namespace signalbox
