#pragma once

#include "core/base/result.h"
#include "core/policy/settings.h"
#include "core/wire/requesttarget.h"

namespace signalbox {

//! The result of a look-up.
struct Route
{
    RouteKind kind = RouteKind::Room;
    QString room;                            //!< empty for echo
    const RouteSettings *settings = nullptr; //!< lives as long as the table
};

//! Finds the route of a path. Exact routes win over those with {room}. Immutable.
class RouteTable
{
public:
    explicit RouteTable(std::vector<RouteSettings> routes);

    //! NotFound: no route (404). Invalid: not a valid room name (400).
    Result<Route> find(const RequestTarget &target) const;

private:
    std::vector<RouteSettings> m_routes;
    qsizetype m_mostSlashes = 0; //!< of any route: a path with more matches none
};

} // namespace signalbox
