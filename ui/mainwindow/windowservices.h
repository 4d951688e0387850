#pragma once

#include <QSettings>
#include <QSize>

#include <functional>
#include <memory>

class QUrl;
class QWidget;

namespace signalbox {

//! Functions of the desktop and questions to the user. Tests replace them.
struct WindowServices
{
    std::shared_ptr<QSettings> settings; //!< shared, so that a test can read it after the window is destroyed
    std::function<bool(const QUrl &)> openUrl;
    //! Asks the user whether to close the window although there are \a connections.
    std::function<bool(QWidget *parent, qsizetype connections)> confirmClose;
    //! Returns the size that a window without a saved one may have; not set: any.
    std::function<QSize(const QWidget &window)> availableSize{};

    //! Returns the services of a program: settings of the user, browser of the desktop, a message box.
    static WindowServices ofDesktop();
};

} // namespace signalbox
