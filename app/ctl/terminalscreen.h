#pragma once

#include "app/ctl/failure.h"
#include "app/ctl/keyreader.h"

#include <QObject>
#include <QSize>
#include <QSocketNotifier>

#include <memory>
#include <optional>
#include <vector>

#include <termios.h>

namespace signalbox {

//! A line of the screen.
struct ScreenLine
{
    QString text; //!< at most as wide as the screen, free of control characters
    bool isHighlighted = false;

    friend bool operator==(const ScreenLine &, const ScreenLine &) = default;
};

//! The whole terminal, for a program that draws on it: the alternate screen, keys without Return, no cursor. The
//! destructor restores the terminal. At most one in a process, as it handles signals: INT, TERM, HUP and QUIT are
//! reported and must lead to its end; TSTP (Ctrl-Z) restores the terminal until the program continues.
class TerminalScreen final : public QObject
{
    Q_OBJECT
public:
    //! Fails if stdin or stdout is no terminal.
    static std::variant<std::unique_ptr<TerminalScreen>, Failure> open();
    ~TerminalScreen() override;

    //! Columns and lines; 80 × 24 if the terminal does not know.
    static QSize size();

    //! Shows \a lines from the top; below them the screen is empty. Leaves the picture out while the terminal takes no
    //! output, as after Ctrl-S.
    void draw(const std::vector<ScreenLine> &lines);

Q_SIGNALS:
    void keyPressed(const signalbox::Key &key);
    void resized();         //!< or has to be drawn again
    void ended(int signal); //!< has to end; 0: the terminal is gone

private:
    TerminalScreen();

    void enter();
    void leave();
    void readKeys();
    void readSignals();
    void suspend();

    termios m_before{};
    bool m_isEntered = false;
    KeyReader m_keyReader;
    int m_pipe[2] = {-1, -1}; //!< from the signal handler
    std::unique_ptr<QSocketNotifier> m_keys;
    std::unique_ptr<QSocketNotifier> m_signals;
};

} // namespace signalbox
