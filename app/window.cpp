#include "app/displayguard.h"
#include "app/runmodes.h"
#include "app/service.h"
#include "app/watchdog.h"
#include "core/server/localconsole.h"
#include "ui/mainwindow/mainwindow.h"

#include <QApplication>
#include <QEventLoop>
#include <QLoggingCategory>

#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(lcWindow, "signalbox.window", QtInfoMsg)

// Returns whether the server stops within \a patience.
bool waitUntilStopped(Server &server, Milliseconds patience)
{
    if (server.state() == Server::State::Stopped)
        return true;
    QEventLoop waiting;
    QObject::connect(&server, &Server::stopped, &waiting, &QEventLoop::quit);
    QTimer::singleShot(patience, &waiting, &QEventLoop::quit);
    waiting.exec();
    return server.state() == Server::State::Stopped;
}

// Waits for the closing handshakes of the peers after the window was closed. Returns false if an io thread does not
// answer.
bool stopServer(Server &server)
{
    constexpr Milliseconds slack = 2s;
    server.stop();
    if (waitUntilStopped(server, server.config().limits.closing + slack))
        return true;
    server.drain(); // closes the remaining connections at once
    return waitUntilStopped(server, slack);
}

//! Returns the name of the user that runs this program; empty: the system has none.
QString systemUser()
{
    const passwd *user = getpwuid(geteuid());
    return user ? QString::fromLocal8Bit(user->pw_name) : QString();
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
    LocalConsole console(service.server(), {Actor::Kind::Window, systemUser()});
    {
        QObject::connect(&console.control(), &ServerControlApi::startFailed, &service,
                         [](const Error &error) { qCWarning(lcWindow, "%s", qPrintable(error.text)); });
        const DisplayGuard guard(service.server());
        MainWindow window(console);
        window.show();
        console.control().start({}); // the window shows a failure and offers another port
        QCoreApplication::exec();
    }
    if (!stopServer(service.server()))
        endProcess(ExitCode::Internal, "the server does not stop; giving up");
    return ExitCode::Clean;
}

} // namespace signalbox
