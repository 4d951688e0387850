#include "core/model/closedlog.h"

namespace signalbox {

void ClosedBatch::add(ClosedConnection &&connection)
{
    if (closed.size() < MaxClosed)
        closed.push_back(std::move(connection));
    else
        ++moreClosed[connection.end.cause];
}

void ClosedBatch::add(RefusedRequest &&request)
{
    if (refused.size() < MaxRefused)
        refused.push_back(std::move(request));
    else
        ++moreRefused[request.reason];
}

void ClosedBatch::add(ClosedBatch &&later)
{
    for (ClosedConnection &connection : later.closed)
        add(std::move(connection));
    for (RefusedRequest &request : later.refused)
        add(std::move(request));
    for (const auto &[cause, count] : later.moreClosed)
        moreClosed[cause] += count;
    for (const auto &[reason, count] : later.moreRefused)
        moreRefused[reason] += count;
}

} // namespace signalbox
