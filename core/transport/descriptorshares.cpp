#include "core/transport/descriptorshares.h"

#include <sys/resource.h>

#include <algorithm>

namespace signalbox {

DescriptorShares DescriptorShares::of(quint64 limit)
{
    if (limit == 0)
        return {};
    const qint64 reserve =
        std::clamp(qint64(std::min<quint64>(limit / 4, MaxReserve)), MinReserve, MaxReserve);
    // Half is for the admin port, a quarter for refusals, a quarter for files.
    return {limit, reserve, std::min(reserve / 2, MaxAdmin), std::min(reserve / 4, MaxRefused)};
}

DescriptorShares DescriptorShares::now()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return {};
    return of(limit.rlim_cur);
}

bool DescriptorShares::isReserved(int descriptor) const
{
    return limit > 0 && quint64(descriptor) + quint64(reserve) >= limit;
}

} // namespace signalbox
