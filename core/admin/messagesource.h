#pragma once

#include "core/model/messagelog.h"

#include <functional>

namespace signalbox {

//! Where the messages of all io threads come from. Admin thread. Implemented in core/server.
class MessageSource
{
public:
    using Take = std::function<void(LogBatch &&batch)>;

    virtual ~MessageSource() = default;

    //! From now on messages are collected. \a take gets a batch about every 100 ms, if there are any, but not before the last
    //! one is acknowledged: what does not fit meanwhile is counted in the next one. Never during a call.
    virtual void begin(Take take) = 0;
    //! The last batch has been handled.
    virtual void acknowledge() = 0;
    //! Nothing is collected any more, and no batch follows.
    virtual void end() = 0;
};

} // namespace signalbox
