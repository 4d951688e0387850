#pragma once

#include <QEventLoop>
#include <QTimer>

#include <chrono>
#include <functional>

//! Runs the event loop, really blocking as a thread of the program does, until \a condition holds; false after
//! \a timeout. QTRY_* never lets the dispatcher block, so what hangs on aboutToBlock would not run under it.
inline bool waitUntil(const std::function<bool()> &condition,
                      std::chrono::milliseconds timeout = std::chrono::seconds(10))
{
    if (condition())
        return true;
    QEventLoop loop;
    QTimer poll;
    QTimer deadline;
    bool held = false;
    QObject::connect(&poll, &QTimer::timeout, &loop, [&] {
        if (condition()) {
            held = true;
            loop.quit();
        }
    });
    deadline.setSingleShot(true);
    QObject::connect(&deadline, &QTimer::timeout, &loop, &QEventLoop::quit);
    poll.start(std::chrono::milliseconds(2));
    deadline.start(timeout);
    loop.exec();
    return held || condition();
}
