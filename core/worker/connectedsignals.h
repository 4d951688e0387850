#pragma once

#include <atomic>

namespace signalbox {

//! Which signals of Server have receivers: the events behind the others are not collected. Written by the
//! owner's thread, read by the io threads.
struct ConnectedSignals
{
    std::atomic<bool> opened{false};
    std::atomic<bool> closed{false};
    std::atomic<bool> messages{false};
};

} // namespace signalbox
