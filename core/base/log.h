#pragma once

// Logging that never blocks an io thread: lines go into a bounded queue, and one thread writes them. Lines
// that do not fit are counted, and the count is logged. One category for each module: signalbox.server,
// signalbox.transport, signalbox.hub ...

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

//! Replaces Qt's message handler during its lifetime. One for the process; created and destroyed on the main
//! thread. The destructor writes the queued lines, but waits at most about a second for a blocked file.
class LogSink final
{
public:
    //! Capacity of the queue in lines; further lines are lost and counted.
    static constexpr std::size_t MaxQueuedLines = 8192;
    //! Maximum size of a line, including its end; a longer message is truncated at a character and marked.
    static constexpr qsizetype MaxLineBytes = 4096;

    //! Fails with NoPermission or Io if settings.file cannot be opened for appending, and with Busy if no thread can
    //! be started.
    static Result<std::unique_ptr<LogSink>> install(const LogSettings &settings);
    ~LogSink();
    Q_DISABLE_COPY_MOVE(LogSink)

    //! Changes level and format, and opens the file if it is another one. Any thread.
    Result<void> apply(const LogSettings &settings);
    //! Closes and reopens the file (SIGUSR1, after a rotation). Any thread.
    Result<void> reopen();
    //! Returns the number of lines lost since the start because the queue was full or writing failed. Any
    //! thread.
    quint64 lostLines() const;
    //! The same of all sinks that this process has had.
    static quint64 lostLinesOfProcess();
    //! Waits until the lines logged so far are written, at most about a second. Returns at once without a sink. Any
    //! thread.
    static void flush();

private:
    class State;
    explicit LogSink(std::shared_ptr<State> state);
    //! Shared with the writer thread, which outlives this object if a write never returns.
    std::shared_ptr<State> m_state;
};

//! Returns a line as it is written, including its end, at most LogSink::MaxLineBytes long. Control characters
//! in \a category and \a message are escaped, so that text from a peer cannot look like another log line.
QByteArray formatLogLine(LogFormat format, LogLevel level, const QString &time, QStringView category,
                         QStringView message);

} // namespace signalbox
