#include "windowdriver.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include <chrono>

void WindowDriver::waitFor(double seconds)
{
    QEventLoop loop;
    QTimer::singleShot(std::chrono::milliseconds(qint64(seconds * 1000)), Qt::PreciseTimer, &loop,
                       &QEventLoop::quit);
    loop.exec();
}

bool WindowDriver::waitUntil(const std::function<bool()> &done, double maxSeconds)
{
    QElapsedTimer timer;
    timer.start();
    while (!done() && double(timer.elapsed()) < maxSeconds * 1000)
        waitFor(0.05);
    return done();
}
