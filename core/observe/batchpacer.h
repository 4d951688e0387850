#pragma once

#include "core/loop/ioloop.h"

#include <functional>

namespace signalbox {

//! Decides when a watcher's next batch goes out: at most ten a second, and never before the watcher has taken
//! the one before, so that a window that hangs cannot make us collect batches for it. Lives on its io thread.
class BatchPacer
{
public:
    BatchPacer(IoLoop &loop, std::function<void()> publish);

    //! Something is there to publish: publish() will be called, once, when it may.
    void request();
    //! Nothing is there any more.
    void withdraw();
    //! The batch that publish() sent was taken.
    void acknowledge();
    //! A batch was sent; nothing more until acknowledge().
    void sent();
    void reset();

private:
    void fire();
    void arm();

    IoLoop &m_loop;
    std::function<void()> m_publish;
    TimePoint m_lastSent;
    bool m_requested = false;
    bool m_waiting = false;
    WheelTimer m_timer;
};

} // namespace signalbox
