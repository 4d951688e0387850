#pragma once

#include "ui/mainwindow/mainwindow.h"

#include <QAction>

#include <functional>

//! Finds the parts of a MainWindow by their object names and lets its event loop run. Main thread.
class WindowDriver
{
public:
    //! \a window must outlive it.
    explicit WindowDriver(signalbox::MainWindow &window)
        : m_window(window)
    {
    }

    signalbox::MainWindow &window() const { return m_window; }
    //! Returns the widget or action \a name of the window; empty: the first one of its class. Ends the program if there is none.
    template <typename T>
    T &child(const QString &name = {}) const
    {
        T *found = m_window.findChild<T *>(name);
        if (!found)
            qFatal("the window has no %s %s", T::staticMetaObject.className(), qPrintable(name));
        return *found;
    }
    void trigger(const QString &action) const { child<QAction>(action).trigger(); }

    static void waitFor(double seconds);
    //! Returns whether \a done() became true within \a maxSeconds.
    static bool waitUntil(const std::function<bool()> &done, double maxSeconds);

private:
    signalbox::MainWindow &m_window;
};
