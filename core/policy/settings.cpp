#include "core/policy/settings.h"

using namespace Qt::StringLiterals;

namespace signalbox {

const char *outboxPolicyName(OutboxPolicy policy)
{
    return policy == OutboxPolicy::DropOldest ? "drop-oldest" : "close";
}

const char *ratePolicyName(RatePolicy policy)
{
    switch (policy) {
    case RatePolicy::Pause:
        break;
    case RatePolicy::Drop:
        return "drop";
    case RatePolicy::Close:
        return "close";
    }
    return "pause";
}

std::vector<RouteSettings> builtInRoutes()
{
    const auto room = [](const QString &path, const QString &name) {
        RouteSettings route;
        route.path = path;
        route.room = name;
        return route;
    };
    RouteSettings echo;
    echo.path = u"/echo"_s;
    echo.kind = RouteKind::Echo;
    return {room(u"/"_s, u"lobby"_s), room(u"/ws"_s, u"lobby"_s), room(u"/room/{room}"_s, {}), echo};
}

} // namespace signalbox
