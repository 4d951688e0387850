#include "core/hub/shard.h"

#include <QHashFunctions>

namespace signalbox {

std::size_t shardOf(QStringView name, std::size_t threadCount)
{
    return threadCount > 1 ? qHash(name, 0) % threadCount : 0;
}

} // namespace signalbox
