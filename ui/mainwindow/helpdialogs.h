#pragma once

#include "core/console/console.h"

#include <functional>

class QWidget;

namespace signalbox {

//! What the dialog with the commands to connect reports.
struct ConnectHelpActions
{
    std::function<void(const QString &text)> copied;
    std::function<void()> openPage;
};

//! Shows how to connect to a server in this state. Returns when the dialog is closed.
void showHowToConnect(QWidget *window, const ServerStatus &status, const ConnectHelpActions &actions);
//! Shows name, version and licence. Returns when the dialog is closed.
void showAbout(QWidget *window);

} // namespace signalbox
