#include "app/runmodes.h"
#include "app/service.h"
#include "core/server/localconsole.h"
#include "ui/mainwindow/mainwindow.h"

#include <QApplication>
#include <QEventLoop>
#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(lcWindow, "signalbox.window", QtInfoMsg)

// The window is gone; the peers still have their closing handshakes to end.
void stopServer(Server &server)
{
    if (server.state() == Server::State::Stopped)
        return;
    constexpr Milliseconds atLeast = 2s; // the server keeps its own deadlines; this one is for when it cannot
    QEventLoop waiting;
    QObject::connect(&server, &Server::stopped, &waiting, &QEventLoop::quit);
    QTimer::singleShot(server.config().limits.closing + atLeast, &waiting, &QEventLoop::quit);
    server.stop();
    waiting.exec();
}

} // namespace

ExitCode runWindow(Service &service)
{
    QGuiApplication::setDesktopFileName(u"signalbox"_s);
    // Not quit(): that asks the window, and the window asks its user. Queued: there may be no event loop yet.
    QObject::connect(
        &service, &Service::finished, qApp, [] { QCoreApplication::exit(0); }, Qt::QueuedConnection);
    service.server().setAdminPortRule(Server::AdminPortRule::Optional); // two windows on one machine work
    LocalConsole console(service.server());
    {
        QObject::connect(&console.control(), &ServerControlApi::startFailed, &service,
                         [](const Error &error) { qCWarning(lcWindow, "%s", qPrintable(error.text)); });
        MainWindow window(console);
        window.show();
        console.control().start({}); // a failure is shown by the window, which offers another port
        QCoreApplication::exec();
    }
    stopServer(service.server());
    return ExitCode::Clean;
}

} // namespace signalbox
