#pragma once

#include "core/base/namehash.h"

namespace signalbox {

//! Returns the io thread, of \a threadCount, that is the shard of the room or user \a name. The same for the
//! life of the process, and another one in the next: clients must not be able to choose one thread for all
//! their rooms. Any thread.
std::size_t shardOf(QStringView name, std::size_t threadCount, const NameHash &hash = {});

} // namespace signalbox
