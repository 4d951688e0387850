#pragma once

#include <atomic>

namespace signalbox {

//! Which of Server's signals somebody listens to. Set by the owner's thread, read by the io threads: what
//! nobody wants is not collected.
struct Interest
{
    std::atomic<bool> opened{false};
    std::atomic<bool> closed{false};
    std::atomic<bool> messages{false};
};

} // namespace signalbox
