#pragma once

// Parameters that requests of several domains have.

#include "core/base/id.h"
#include "core/http/apirouter.h"
#include "core/model/listrequest.h"

#include <array>
#include <optional>

namespace signalbox {

//! The query of a request for a list.
inline constexpr std::array ListQuery{
    ApiField{.name = "filter", .description = "query language, see README: which rows"},
    ApiField{.name = "sort",
             .description =
                 "a field of the query language, with - before it for descending; default: id, or the name"},
    ApiField{.name = "limit",
             .type = ApiField::Type::Integer,
             .description = "rows of a page at most; fewer when they are long",
             .least = 1,
             .most = qint64(ListRequest::MaxLimit),
             .fallback = qint64(ListRequest::DefaultLimit)},
    ApiField{.name = "after", .description = "`next` of the page before, with the same filter and sort"},
};
//! Whether a request is for all nodes of a cluster.
inline constexpr ApiField ClusterField{
    .name = "cluster",
    .type = ApiField::Type::Boolean,
    .description = "all nodes of the cluster; `missing` names those that did not answer",
    .fallback = 0};
//! The query of a request for a list that all nodes have.
inline constexpr std::array ClusterListQuery{ListQuery[0], ListQuery[1], ListQuery[2], ListQuery[3],
                                             ClusterField};
inline constexpr std::array ClusterQuery{ClusterField};
//! Returns the values of ListQuery.
ListParameters listParametersOf(const ApiValues &query);

//! Returns nothing unless \a text is a decimal number above 0, without leading zeros.
std::optional<ConnectionId> toConnectionId(const QString &text);

} // namespace signalbox
