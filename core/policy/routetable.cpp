#include "core/policy/routetable.h"

#include "core/base/names.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr auto RoomSegment = "{room}"_L1;

//! The segments of a path, decoded one by one: an encoded slash is part of a name, not a boundary.
Result<QStringList> decodedSegments(const QByteArray &rawPath)
{
    QStringList segments;
    const QList<QByteArray> pieces = rawPath.split('/');
    for (const QByteArray &piece : pieces) {
        const Result<QString> segment = percentDecode(piece);
        if (!segment)
            return segment.error();
        segments.append(*segment);
    }
    return segments;
}

struct Match
{
    bool matches = false;
    std::optional<QString> room; //!< the value of {room}, if the route has it
};

Match match(const RouteSettings &route, const QStringList &segments)
{
    const QStringList pattern = route.path.split(u'/');
    if (pattern.size() != segments.size())
        return {};
    Match result{true, std::nullopt};
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == RoomSegment)
            result.room = segments[i];
        else if (pattern[i] != segments[i])
            return {};
    }
    return result;
}

} // namespace

RouteTable::RouteTable(std::vector<RouteSettings> routes)
    : m_routes(std::move(routes))
{
    // So that find() takes the first that matches.
    std::stable_partition(m_routes.begin(), m_routes.end(), [](const RouteSettings &route) {
        return !route.path.split(u'/').contains(RoomSegment);
    });
    for (const RouteSettings &route : m_routes)
        m_mostSlashes = std::max(m_mostSlashes, route.path.count(u'/'));
}

Result<Route> RouteTable::find(const RequestTarget &target) const
{
    const Error notFound{Error::Code::NotFound, u"There is nothing at this path"_s};
    if (target.rawPath.count('/') > m_mostSlashes)
        return notFound;
    const Result<QStringList> segments = decodedSegments(target.rawPath);
    if (!segments)
        return segments.error();
    for (const RouteSettings &settings : m_routes) {
        const Match found = match(settings, *segments);
        if (!found.matches)
            continue;
        if (found.room && !isValidRoomName(*found.room))
            return Error{Error::Code::Invalid, u"room name: "_s + describeNameRules(MaxRoomName)};
        const bool isRoom = settings.kind == RouteKind::Room;
        return Route{settings.kind, isRoom ? found.room.value_or(settings.room) : QString(), &settings};
    }
    return notFound;
}

} // namespace signalbox
