#include "core/admin/apiparameters.h"

namespace signalbox {

ListParameters listParametersOf(const ApiValues &query)
{
    return {.filter = query.text("filter").value_or(QString()),
            .sort = query.text("sort").value_or(QString()),
            .limit = query.integer("limit"),
            .after = query.text("after").value_or(QString())};
}

std::optional<ConnectionId> toConnectionId(const QString &text)
{
    const ConnectionId id(text.toULongLong());
    return !id.isNull() && id.toString() == text ? std::optional(id) : std::nullopt;
}

} // namespace signalbox
