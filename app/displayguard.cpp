#include "app/displayguard.h"

#include "app/watchdog.h"
#include "core/server/server.h"

#include <QLoggingCategory>

#include <cstdlib>
#include <utility>

// The plugin for X11 calls exit(), and so does Xlib; an exit handler is the only place to intervene. That for Wayland
// calls _exit(), which runs no handlers, but it logs a warning before, on the main thread.

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(lcWindow, "signalbox.window", QtInfoMsg)

constexpr Milliseconds Slack = 1s; // after limits.closing

DisplayGuard *s_guard = nullptr;
QtMessageHandler s_previousHandler = nullptr;

} // namespace

DisplayGuard::DisplayGuard(Server &server)
    : m_server(server)
{
    s_guard = this;
    s_previousHandler =
        qInstallMessageHandler([](QtMsgType type, const QMessageLogContext &context, const QString &message) {
            s_previousHandler(type, context, message);
            if (message.startsWith("The Wayland connection "_L1))
                handleExit();
        });
    static const int registered = std::atexit(handleExit);
    Q_UNUSED(registered)
}

DisplayGuard::~DisplayGuard()
{
    s_guard = nullptr;
    qInstallMessageHandler(s_previousHandler);
}

void DisplayGuard::handleExit()
{
    if (const DisplayGuard *guard =
            std::exchange(s_guard, nullptr)) // once, also if this fails in the same way
        guard->endProgram();
}

void DisplayGuard::endProgram() const
{
    qCCritical(lcWindow, "the display has gone away; all connections are closed");
    m_server.endBlocking(m_server.config().limits.closing + Slack);
    endProcess(ExitCode::Unavailable, "ended without a display");
}

} // namespace signalbox
