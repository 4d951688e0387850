#include "core/hub/shard.h"

namespace signalbox {

std::size_t shardOf(QStringView name, std::size_t threadCount, const NameHash &hash)
{
    return threadCount > 1 ? hash(name) % threadCount : 0;
}

} // namespace signalbox
