#pragma once

#include "core/loop/ioloop.h"

#include <functional>

namespace signalbox {

//! Decides when an io thread sends its next part of a stream: when a tick begins (tick.h), and not before the
//! previous part was acknowledged, so that a main thread that is busy gets no more than it can take. Lives on
//! its io thread.
class BatchPacer
{
public:
    BatchPacer(IoLoop &loop, std::function<void()> send);

    //! There is something to send: send() will be called, once, as soon as it may.
    void request();
    //! There is nothing to send any more.
    void withdraw();
    //! The last part has been handled.
    void acknowledge();
    //! A part was sent: the next one has to wait for acknowledge().
    void sent();
    void reset();

private:
    void arm();
    void fire();

    IoLoop &m_loop;
    std::function<void()> m_send;
    bool m_isRequested = false;
    bool m_isUnacknowledged = false;
    WheelTimer m_timer;
};

} // namespace signalbox
