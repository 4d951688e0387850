#pragma once

#include "core/loop/iodispatcher.h"

#include <QCoreApplication>
#include <QTest>

#include <functional>
#include <thread>

namespace signalbox::test {

//! Returns the loop of a test's thread. Only in a program that has SIGNALBOX_IO_TEST_MAIN.
inline IoLoop &ioLoop()
{
    return qobject_cast<IoDispatcher *>(QAbstractEventDispatcher::instance())->loop();
}

//! Runs the loop until nothing is ready. For destructors of fixtures: tasks that are still posted may refer
//! to the fixture.
inline void runUntilIdle()
{
    constexpr int MaxTurns = 1000;
    for (int turns = 0; turns < MaxTurns && ioLoop().turn(IoLoop::Wait::No); ++turns) {
    }
}

//! Runs \a body on a thread that has a loop of its own, and waits for its end. Tasks that are posted then do
//! not run.
inline void onIoThread(const std::function<void(IoLoop &)> &body)
{
    std::thread([&] { body(*IoDispatcher::install()); }).join();
}

} // namespace signalbox::test

//! QTEST_GUILESS_MAIN for tests of code of the io threads: the test's thread has the event dispatcher that an
//! io thread has. The application owns it.
#define SIGNALBOX_IO_TEST_MAIN(TestClass)                                                                    \
    int main(int argc, char *argv[])                                                                         \
    {                                                                                                        \
        signalbox::IoDispatcher::install();                                                                  \
        const QCoreApplication application(argc, argv);                                                      \
        TestClass test;                                                                                      \
        QTEST_SET_MAIN_SOURCE_PATH                                                                           \
        return QTest::qExec(&test, argc, argv);                                                              \
    }
