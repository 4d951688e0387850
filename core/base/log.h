#pragma once

// Logging that never blocks an io thread: lines go into a bounded queue, one thread writes them, and what does not
// fit is counted and said. One category a concept: signalbox.server, signalbox.transport, signalbox.hub ...

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
class LogSink final
{
public:
    //! Fails with Error::Io when settings.file cannot be opened for appending.
    static Result<std::unique_ptr<LogSink>> install(const LogSettings &settings);
    ~LogSink();
    Q_DISABLE_COPY_MOVE(LogSink)

    //! Level and format from now on; a changed file is opened. Any thread.
    Result<void> apply(const LogSettings &settings);
    //! Closes and opens the file again (SIGUSR1, after a rotation). Any thread.
    Result<void> reopen();
    //! Lines that found the queue full, since the start. Any thread.
    quint64 lostLines() const;

private:
    struct State;
    explicit LogSink(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace signalbox
