#pragma once

#include <QSettings>

#include <functional>
#include <memory>

class QUrl;
class QWidget;

namespace signalbox {

//! What the window asks of the desktop and of its user; a test gives its own.
struct WindowServices
{
    std::shared_ptr<QSettings> settings; //!< shared: the owner of a test reads it after the window is gone
    std::function<bool(const QUrl &)> openUrl;
    //! May the window close although so many are connected?
    std::function<bool(QWidget *parent, qsizetype connections)> confirmClose;

    //! The user's settings, the desktop's browser, a message box.
    static WindowServices ofDesktop();
};

} // namespace signalbox
