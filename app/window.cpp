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

// Waits for the closing handshakes of the peers after the window was closed.
void stopServer(Server &server)
{
    if (server.state() == Server::State::Stopped)
        return;
    constexpr Milliseconds atLeast =
        2s; // the server has its own deadlines; this one is for a server that hangs
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
    // Not quit(): it closes the window, which would ask for confirmation. Queued: there may be no event loop
    // yet.
    QObject::connect(
        &service, &Service::finished, qApp, [] { QCoreApplication::exit(0); }, Qt::QueuedConnection);
    service.server().setAdminPortRule(
        Server::AdminPortRule::Optional); // so that two windows can run on one machine
    LocalConsole console(service.server());
    {
        QObject::connect(&console.control(), &ServerControlApi::startFailed, &service,
                         [](const Error &error) { qCWarning(lcWindow, "%s", qPrintable(error.text)); });
        MainWindow window(console);
        window.show();
        console.control().start({}); // the window shows a failure and offers another port
        QCoreApplication::exec();
    }
    stopServer(service.server());
    return ExitCode::Clean;
}

} // namespace signalbox
