#pragma once

namespace signalbox {

class Server;

//! Tells the clients of a server with a window when the display goes away: Qt's plugins for X11 and Wayland end the
//! process then, from inside of the event loop. All connections are closed with 1001, and the process ends with
//! ExitCode::Unavailable. One for the process; lives on the main thread as long as the window.
class DisplayGuard final
{
public:
    //! \a server must outlive it. Needs a LogSink.
    explicit DisplayGuard(Server &server);
    ~DisplayGuard();
    DisplayGuard(const DisplayGuard &) = delete;
    DisplayGuard &operator=(const DisplayGuard &) = delete;

private:
    [[noreturn]] void endProgram() const;
    static void handleExit();

    Server &m_server;
};

} // namespace signalbox
