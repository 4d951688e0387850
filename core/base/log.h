#pragma once

// Logging that never blocks an io thread: lines go into a bounded queue, one thread writes them, and what
// does not fit is counted and said. One category a concept: signalbox.server, signalbox.transport,
// signalbox.hub ...

#include "core/base/result.h"

#include <QLoggingCategory>
#include <QString>

#include <memory>

namespace signalbox {

enum class LogLevel : quint8 { Debug, Info, Warning, Error };
enum class LogFormat : quint8 { Text, Json };

struct LogSettings
{
    LogLevel level = LogLevel::Info;
    LogFormat format = LogFormat::Text;
    QString file; //!< empty: stderr

    friend bool operator==(const LogSettings &, const LogSettings &) = default;
};

//! Takes over Qt's message handler while it lives. One a process; made and destroyed on the main thread.
//! Destroying it writes what is queued, but waits for a stuck sink no longer than about a second.
class LogSink final
{
public:
    //! Lines that wait for the writer at most; further ones are lost and counted.
    static constexpr std::size_t MaxQueuedLines = 8192;
    //! Bytes of a line at most, its end included; a longer message is cut at a character and marked.
    static constexpr qsizetype MaxLineBytes = 4096;

    //! Fails with Error::Io when settings.file cannot be opened for appending.
    static Result<std::unique_ptr<LogSink>> install(const LogSettings &settings);
    ~LogSink();
    Q_DISABLE_COPY_MOVE(LogSink)

    //! Level and format from now on; a changed file is opened. Any thread.
    Result<void> apply(const LogSettings &settings);
    //! Closes and opens the file again (SIGUSR1, after a rotation). Any thread.
    Result<void> reopen();
    //! Lines that found the queue full, or whose sink failed, since the start. Any thread.
    quint64 lostLines() const;

private:
    class State;
    explicit LogSink(std::shared_ptr<State> state);
    //! Shared with the writer thread, which may have to be left behind in a write that never returns.
    std::shared_ptr<State> m_state;
};

//! One line as the sink writes it, its end included and at most LogSink::MaxLineBytes long. Controls in \a
//! category and \a message are escaped, so that a peer's words can never pass for a line of ours.
QByteArray formatLogLine(LogFormat format, LogLevel level, const QString &time, QStringView category,
                         QStringView message);

} // namespace signalbox
