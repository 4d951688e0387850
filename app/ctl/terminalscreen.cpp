#include "app/ctl/terminalscreen.h"

#include <QByteArray>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

// xterm's control sequences, which every terminal emulator of today knows.
constexpr QByteArrayView EnterScreen("\x1b[?1049h\x1b[?25l\x1b[2J"); // alternate screen, no cursor, cleared
constexpr QByteArrayView LeaveScreen("\x1b[0m\x1b[?25h\x1b[?1049l");
constexpr QByteArrayView Home("\x1b[H");
constexpr QByteArrayView Highlight("\x1b[7m");
constexpr QByteArrayView Normal("\x1b[0m");
constexpr QByteArrayView ClearLine("\x1b[K");
constexpr QByteArrayView ClearBelow("\x1b[J");

constexpr std::array Handled{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};

int signalPipe = -1; // of the only TerminalScreen

void reportSignal(int signal)
{
    const int before = errno;
    const auto byte = char(signal);
    [[maybe_unused]] const ssize_t written =
        ::write(signalPipe, &byte, 1); // a full pipe has enough to report
    errno = before;
}

void setHandlers(void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    for (const int signal : Handled)
        ::sigaction(signal, &action, nullptr);
}

//! Writes to the terminal; gives up when it takes nothing for a while, because the program must be able to end.
void writeToTerminal(QByteArrayView bytes)
{
    constexpr int patience = 200; // ms
    while (!bytes.isEmpty()) {
        pollfd output{STDOUT_FILENO, POLLOUT, 0};
        if (::poll(&output, 1, patience) <= 0)
            return;
        const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), std::size_t(bytes.size()));
        if (written < 0 && errno != EINTR && errno != EAGAIN)
            return;
        bytes = bytes.sliced(std::max<ssize_t>(written, 0));
    }
}

} // namespace

std::variant<std::unique_ptr<TerminalScreen>, Failure> TerminalScreen::open()
{
    if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0)
        return Failure{CtlExit::Usage, u"top needs a terminal; `signalboxctl connections` does not"_s};
    std::unique_ptr<TerminalScreen> screen(new TerminalScreen);
    if (::pipe2(screen->m_pipe, O_CLOEXEC | O_NONBLOCK) != 0 ||
        ::tcgetattr(STDIN_FILENO, &screen->m_before) != 0)
        return Failure{CtlExit::Failed, u"the terminal cannot be used: %1"_s.arg(qt_error_string(errno))};
    signalPipe = screen->m_pipe[1];
    screen->m_keys = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
    screen->m_signals = std::make_unique<QSocketNotifier>(screen->m_pipe[0], QSocketNotifier::Read);
    connect(screen->m_keys.get(), &QSocketNotifier::activated, screen.get(), &TerminalScreen::readKeys);
    connect(screen->m_signals.get(), &QSocketNotifier::activated, screen.get(), &TerminalScreen::readSignals);
    setHandlers(reportSignal); // before anything that a signal would leave as it is
    screen->enter();
    return screen;
}

TerminalScreen::TerminalScreen() = default;

TerminalScreen::~TerminalScreen()
{
    leave();
    if (signalPipe >= 0 && signalPipe == m_pipe[1]) {
        setHandlers(SIG_DFL);
        signalPipe = -1;
    }
    for (const int fd : m_pipe) {
        if (fd >= 0)
            ::close(fd);
    }
}

QSize TerminalScreen::size()
{
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return {80, 24};
    return {size.ws_col, size.ws_row};
}

void TerminalScreen::enter()
{
    if (m_isEntered)
        return;
    termios raw = m_before;
    raw.c_lflag &= tcflag_t(~(ICANON | ECHO));
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    writeToTerminal(EnterScreen);
    m_isEntered = true;
}

void TerminalScreen::leave()
{
    if (!m_isEntered)
        return;
    m_isEntered = false;
    writeToTerminal(LeaveScreen);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &m_before);
}

void TerminalScreen::draw(const std::vector<ScreenLine> &lines)
{
    if (!m_isEntered)
        return;
    QByteArray bytes(Home.data(), Home.size());
    const qsizetype height = size().height();
    for (qsizetype i = 0; i < std::min(height, qsizetype(lines.size())); ++i) {
        const ScreenLine &line = lines[std::size_t(i)];
        if (i > 0)
            bytes += "\r\n";
        if (line.isHighlighted)
            bytes.append(Highlight);
        bytes += line.text.toUtf8();
        bytes.append(Normal);
        bytes.append(ClearLine);
    }
    bytes.append(ClearBelow);
    writeToTerminal(bytes);
}

void TerminalScreen::readKeys()
{
    std::array<char, 256> buffer{};
    const ssize_t size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (size <= 0) {
        m_keys->setEnabled(false);
        Q_EMIT ended(0);
        return;
    }
    for (const Key &key : m_keyReader.feed({buffer.data(), size}))
        Q_EMIT keyPressed(key);
}

void TerminalScreen::readSignals()
{
    std::array<char, 64> buffer{};
    const ssize_t size = ::read(m_pipe[0], buffer.data(), buffer.size());
    for (const char signal : QByteArrayView(buffer.data(), std::max<ssize_t>(size, 0))) {
        switch (signal) {
        case SIGWINCH:
            Q_EMIT resized();
            break;
        case SIGTSTP:
            suspend();
            break;
        case SIGCONT:
            enter();
            Q_EMIT resized();
            break;
        default:
            Q_EMIT ended(signal);
            return;
        }
    }
}

void TerminalScreen::suspend()
{
    leave();
    ::signal(SIGTSTP, SIG_DFL);
    ::raise(SIGTSTP); // returns when the program continues, with SIGCONT in the pipe
    setHandlers(reportSignal);
}

} // namespace signalbox
