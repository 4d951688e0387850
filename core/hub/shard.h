#pragma once

#include <QStringView>

#include <cstddef>

namespace signalbox {

//! The io thread, of \a threadCount, that is the shard of the room or user \a name. Any thread.
std::size_t shardOf(QStringView name, std::size_t threadCount);

} // namespace signalbox
