#pragma once

#include <QAbstractEventDispatcher>
#include <QEventLoop>
#include <QTimer>

#include <chrono>
#include <functional>

//! Runs the event loop until \a condition holds; returns false after \a timeout. Unlike QTRY_*, it lets the
//! dispatcher block between events, as the threads of the program do. The condition is looked at whenever the
//! dispatcher is about to block and every few milliseconds; it may run an event loop of its own.
inline bool waitUntil(const std::function<bool()> &condition,
                      std::chrono::milliseconds timeout = std::chrono::seconds(10))
{
    if (condition())
        return true;
    QEventLoop loop;
    bool isLooking = false;
    bool held = false;
    const auto look = [&] {
        if (held || isLooking)
            return;
        isLooking = true;
        held = condition();
        isLooking = false;
        if (held)
            loop.quit();
    };
    QObject::connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, &loop,
                     look);
    QTimer poll;
    QObject::connect(&poll, &QTimer::timeout, &loop, look);
    poll.start(std::chrono::milliseconds(2));
    QTimer deadline;
    deadline.setSingleShot(true);
    QObject::connect(&deadline, &QTimer::timeout, &loop, &QEventLoop::quit);
    deadline.start(timeout);
    loop.exec();
    return held || condition();
}
