#pragma once

#include <QStringView>

#include <cstddef>

namespace signalbox {

//! The io thread, of \a threadCount, that is home to what is called \a name: a room, or a user. Any thread.
std::size_t shardOf(QStringView name, std::size_t threadCount);

} // namespace signalbox
