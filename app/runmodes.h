#pragma once

#include "app/exitcode.h"

namespace signalbox {

class Service;

//! Runs the server of \a service without a window until a signal terminates it. Needs a QCoreApplication.
ExitCode runHeadless(Service &service);

//! Shows the window, starts the server, and stops it when the window is closed. Needs a QApplication.
ExitCode runWindow(Service &service);

} // namespace signalbox
