#include "core/base/log.h"

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/thread.h"
#include "core/base/unicode.h"
#include "core/base/uniquefd.h"

#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

// A logging thread holds the mutex only while it appends to a deque; all I/O happens on the writer thread.
// The writer calls poll() before each write and writes at most PIPE_BUF bytes, so that it notices a shutdown
// even if no process reads stderr. If a write blocks nevertheless (a network file system that does not
// answer), the destructor detaches the thread, and the thread's reference to State keeps State alive until
// exit.

namespace signalbox {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto ShutdownTimeout = 1s;      // maximum time the destructor waits for the writer
constexpr auto LossReportEvery = 1s;      // minimum interval between two "lines lost"
constexpr Milliseconds PollSlice = 100ms; // interval at which a blocked writer checks for a shutdown
static_assert(LogSink::MaxLineBytes <= PIPE_BUF,
              "a pipe that is writable accepts a whole line without blocking");

struct Sink
{
    UniqueFd owned; // empty for stderr, which is never closed
    int fd = STDERR_FILENO;
};

const char *levelName(LogLevel level)
{
    static constexpr std::array<const char *, 4> names{"debug", "info", "warning", "error"};
    return names[std::size_t(level)];
}

LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return LogLevel::Debug;
    case QtInfoMsg:
        return LogLevel::Info;
    case QtWarningMsg:
        return LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return LogLevel::Error;
}

// Control and format characters, line and paragraph separators, and what is invisible but no space: each can make one
// line look like another in some viewer.
bool isDeceptive(char32_t character)
{
    switch (QChar::category(character)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    case QChar::Separator_Space:
        return false;
    default:
        return isInvisible(character);
    }
}

void appendHex(QByteArray &out, char16_t c)
{
    out += "\\u";
    out += QByteArray::number(uint(c), 16).rightJustified(4, '0');
}

void appendEscaped(QByteArray &out, QStringView character, LogFormat format)
{
    const char16_t first = character.front().unicode();
    const char32_t whole = character.size() == 2 ? QChar::surrogateToUcs4(character[0], character[1]) : first;
    if (first == u'\\')
        out += "\\\\";
    else if (first == u'"' && format == LogFormat::Json)
        out += "\\\"";
    else if (first == u'\n')
        out += "\\n";
    else if (first == u'\r')
        out += "\\r";
    else if (first == u'\t')
        out += "\\t";
    else if (isDeceptive(whole)) {
        for (const QChar unit : character)
            appendHex(out, unit.unicode());
    } else
        out += character.toUtf8(); // a lone surrogate becomes a replacement character
}

// Appends \a text, escaped, as long as \a out stays within \a maxSize. A text that does not fit is truncated
// at a character and ends with an ellipsis.
void appendText(QByteArray &out, QStringView text, LogFormat format, qsizetype maxSize)
{
    static constexpr QByteArrayView mark("\xe2\x80\xa6"); // an ellipsis
    qsizetype markAt = out.size();
    for (qsizetype i = 0; i < text.size();) {
        if (out.size() + mark.size() <= maxSize)
            markAt = out.size();
        const bool isPair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        appendEscaped(out, text.sliced(i, isPair ? 2 : 1), format);
        if (out.size() > maxSize) {
            out.truncate(markAt);
            out += mark;
            return;
        }
        i += isPair ? 2 : 1;
    }
}

Result<std::shared_ptr<Sink>> openSink(const QString &file)
{
    auto sink = std::make_shared<Sink>();
    if (file.isEmpty())
        return sink;
    constexpr unsigned mode = 0640;
    sink->owned = openFile(file, O_WRONLY | O_APPEND | O_CREAT, mode);
    if (!sink->owned) {
        Error error = fileError(u"the log file "_s + file, u"cannot be opened for appending"_s, errno);
        if (error.code == Error::Code::NotFound) // of a folder: a missing file is created
            error.code = Error::Code::Io;
        return error;
    }
    sink->fd = sink->owned.get();
    return sink;
}

// The level of Signalbox's categories. Global because Qt's category filter is a function without a context.
std::atomic<LogLevel> s_level{LogLevel::Info};
QLoggingCategory::CategoryFilter s_previousFilter = nullptr;

void filterCategory(QLoggingCategory *category)
{
    if (s_previousFilter)
        s_previousFilter(category);
    const QByteArrayView name(category->categoryName());
    if (name != "signalbox" && !name.startsWith("signalbox."))
        return;
    const LogLevel level = s_level.load(std::memory_order_relaxed);
    category->setEnabled(QtDebugMsg, level <= LogLevel::Debug);
    category->setEnabled(QtInfoMsg, level <= LogLevel::Info);
    category->setEnabled(QtWarningMsg, level <= LogLevel::Warning);
    category->setEnabled(QtCriticalMsg, true);
}

} // namespace

QByteArray formatLogLine(LogFormat format, LogLevel level, const QString &time, QStringView category,
                         QStringView message)
{
    constexpr qsizetype maxCategory = 256;
    QByteArray line;
    line.reserve(std::min<qsizetype>(96 + message.size(), LogSink::MaxLineBytes));
    if (format == LogFormat::Json) {
        line +=
            "{\"time\":\"" + time.toLatin1() + "\",\"level\":\"" + levelName(level) + "\",\"category\":\"";
        appendText(line, category, format, maxCategory);
        line += "\",\"message\":\"";
        appendText(line, message, format, LogSink::MaxLineBytes - 3);
        line += "\"}\n";
    } else {
        line += time.toLatin1() + ' ' + QByteArray(levelName(level)).leftJustified(5) + ' ';
        appendText(line, category, format, maxCategory);
        line += ": ";
        appendText(line, message, format, LogSink::MaxLineBytes - 1);
        line += '\n';
    }
    return line;
}

class LogSink::State final
{
public:
    State(const LogSettings &settings, std::shared_ptr<Sink> sink)
        : m_settings(settings)
        , m_sink(std::move(sink))
        , m_format(settings.format)
    {
    }

    static Result<void> startWriter(const std::shared_ptr<State> &state);
    //! Returns the sink in use, or null.
    static std::shared_ptr<State> current();
    static void handleMessage(QtMsgType type, const QMessageLogContext &context, const QString &message);

    void log(LogLevel level, QStringView category, QStringView message);
    void flush();
    void finish();
    Result<void> apply(const LogSettings &settings);
    Result<void> reopen();
    quint64 lostLines() const { return m_lost.load(std::memory_order_relaxed); }
    static quint64 lostLinesOfAll() { return s_lost.load(std::memory_order_relaxed); }

    // A thread that logs holds a reference meanwhile.
    static inline std::mutex s_currentMutex;
    static inline std::shared_ptr<State> s_current;
    static inline QtMessageHandler s_previousHandler = nullptr;

private:
    void countLost()
    {
        m_lost.fetch_add(1, std::memory_order_relaxed);
        s_lost.fetch_add(1, std::memory_order_relaxed);
    }
    void write();
    bool writeLine(const QByteArray &line, const Sink &sink) const;
    void reportLosses(const Sink &sink, bool last);

    std::mutex m_mutex;                // guards the members down to m_giveUpAt
    std::condition_variable m_wake;    // a line was queued, or shutdown
    std::condition_variable m_written; // all lines are written, or the writer has ended
    LogSettings m_settings;
    std::shared_ptr<Sink> m_sink; // the writer holds a reference to the one it writes to
    std::deque<QByteArray> m_lines;
    bool m_isWriting = false;
    bool m_isEnding = false;
    bool m_hasEnded = false;

    std::atomic<TimePoint> m_giveUpAt{TimePoint::max()};
    std::atomic<LogFormat> m_format;
    std::atomic<quint64> m_lost{0};
    static inline std::atomic<quint64> s_lost{0}; // of all sinks
    std::thread m_writer;

    // used by the writer only
    quint64 m_reportedLosses = 0;
    TimePoint m_reportedAt = TimePoint::min();
};

Result<void> LogSink::State::startWriter(const std::shared_ptr<State> &state)
{
    Result<std::thread> writer = startThread("signalbox log", [state] { state->write(); });
    if (!writer)
        return writer.error();
    state->m_writer = std::move(*writer);
    return {};
}

std::shared_ptr<LogSink::State> LogSink::State::current()
{
    const std::lock_guard lock(s_currentMutex);
    return s_current;
}

void LogSink::State::handleMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const std::shared_ptr<State> state = current();
    if (!state)
        return;
    state->log(levelOf(type), QString::fromUtf8(context.category ? context.category : "default"), message);
    if (type == QtFatalMsg)
        state->flush(); // Qt aborts when this function returns
}

void LogSink::State::log(LogLevel level, QStringView category, QStringView message)
{
    if (level < s_level.load(std::memory_order_relaxed))
        return;
    QByteArray line = formatLogLine(m_format, level, toRfc3339(wallNow()), category, message);
    {
        const std::lock_guard lock(m_mutex);
        if (m_lines.size() < MaxQueuedLines)
            m_lines.push_back(std::move(line));
        else
            countLost();
    }
    m_wake.notify_one();
}

void LogSink::State::flush()
{
    std::unique_lock lock(m_mutex);
    m_written.wait_for(lock, ShutdownTimeout,
                       [this] { return m_hasEnded || (m_lines.empty() && !m_isWriting); });
}

void LogSink::State::finish()
{
    m_giveUpAt = Clock::now() + ShutdownTimeout;
    std::unique_lock lock(m_mutex);
    m_isEnding = true;
    m_wake.notify_one();
    const bool ended = m_written.wait_for(lock, ShutdownTimeout + PollSlice, [this] { return m_hasEnded; });
    lock.unlock();
    if (ended)
        m_writer.join();
    else
        m_writer.detach();
}

Result<void> LogSink::State::apply(const LogSettings &settings)
{
    const bool sameFile = [&] {
        const std::lock_guard lock(m_mutex);
        return settings.file == m_settings.file;
    }();
    if (!sameFile) {
        Result<std::shared_ptr<Sink>> sink = openSink(settings.file);
        if (!sink)
            return sink.error();
        const std::lock_guard lock(m_mutex);
        m_sink.swap(*sink); // the old file is closed without the lock
    }
    {
        const std::lock_guard lock(m_mutex);
        m_settings = settings;
    }
    m_format = settings.format;
    s_level = settings.level;
    QLoggingCategory::installFilter(filterCategory); // makes Qt call the filter again for every category
    return {};
}

Result<void> LogSink::State::reopen()
{
    const QString file = [&] {
        const std::lock_guard lock(m_mutex);
        return m_settings.file;
    }();
    Result<std::shared_ptr<Sink>> sink = openSink(file);
    if (!sink)
        return sink.error();
    const std::lock_guard lock(m_mutex);
    m_sink.swap(*sink); // the old file is closed without the lock
    return {};
}

void LogSink::State::write()
{
    std::unique_lock lock(m_mutex);
    while (!m_hasEnded) {
        const auto isDue = [this] { return m_isEnding || !m_lines.empty(); };
        if (lostLines() == m_reportedLosses)
            m_wake.wait(lock, isDue);
        else
            m_wake.wait_until(lock, m_reportedAt + LossReportEvery, isDue);

        std::deque<QByteArray> lines;
        lines.swap(m_lines);
        const std::shared_ptr<Sink> sink = m_sink;
        const bool isLast = m_isEnding;
        m_isWriting = true;
        lock.unlock();
        for (const QByteArray &line : lines) {
            if (!writeLine(line, *sink))
                countLost();
        }
        reportLosses(*sink, isLast);
        lock.lock();
        m_isWriting = false;
        m_hasEnded = isLast && m_lines.empty();
        if (m_lines.empty())
            m_written.notify_all();
    }
}

// Returns false if writing failed or, during shutdown, did not finish in time.
bool LogSink::State::writeLine(const QByteArray &line, const Sink &sink) const
{
    qsizetype done = 0;
    while (done < line.size()) {
        const auto left = std::chrono::ceil<Milliseconds>(m_giveUpAt.load() - Clock::now());
        pollfd ready{sink.fd, POLLOUT, 0};
        const int answer = ::poll(&ready, 1, int(std::clamp(left, 0ms, PollSlice).count()));
        if (answer < 0 && errno != EINTR)
            return false;
        if (answer <= 0) {
            if (left <= 0ms)
                return false;
            continue;
        }
        const ssize_t written = ::write(sink.fd, line.constData() + done, std::size_t(line.size() - done));
        if (written < 0 && errno != EINTR && errno != EAGAIN)
            return false;
        done += std::max<ssize_t>(written, 0);
    }
    return true;
}

void LogSink::State::reportLosses(const Sink &sink, bool last)
{
    const quint64 lost = lostLines();
    const TimePoint now = Clock::now();
    if (lost == m_reportedLosses ||
        (!last && m_reportedAt != TimePoint::min() && now < m_reportedAt + LossReportEvery))
        return;
    const quint64 unreported = lost - m_reportedLosses;
    const QString text = unreported == 1 ? u"1 log line lost"_s : u"%1 log lines lost"_s.arg(unreported);
    m_reportedAt = now;
    if (writeLine(formatLogLine(m_format, LogLevel::Warning, toRfc3339(wallNow()), u"signalbox.log", text),
                  sink))
        m_reportedLosses = lost;
}

Result<std::unique_ptr<LogSink>> LogSink::install(const LogSettings &settings)
{
    Result<std::shared_ptr<Sink>> sink = openSink(settings.file);
    if (!sink)
        return sink.error();
    auto state = std::make_shared<State>(settings, std::move(*sink));
    if (const Result<void> started = State::startWriter(state); !started)
        return started.error();
    {
        const std::lock_guard lock(State::s_currentMutex);
        State::s_current = state;
    }
    State::s_previousHandler = qInstallMessageHandler(State::handleMessage);
    s_level = settings.level;
    s_previousFilter = QLoggingCategory::installFilter(nullptr);
    QLoggingCategory::installFilter(filterCategory);
    return std::unique_ptr<LogSink>(new LogSink(std::move(state)));
}

LogSink::LogSink(std::shared_ptr<State> state)
    : m_state(std::move(state))
{
}

LogSink::~LogSink()
{
    qInstallMessageHandler(State::s_previousHandler);
    QLoggingCategory::installFilter(s_previousFilter);
    {
        const std::lock_guard lock(State::s_currentMutex);
        State::s_current.reset();
    }
    m_state->finish();
}

Result<void> LogSink::apply(const LogSettings &settings)
{
    return m_state->apply(settings);
}

Result<void> LogSink::reopen()
{
    return m_state->reopen();
}

void LogSink::flush()
{
    if (const std::shared_ptr<State> state = State::current())
        state->flush();
}

quint64 LogSink::lostLinesOfProcess()
{
    return State::lostLinesOfAll();
}

quint64 LogSink::lostLines() const
{
    return m_state->lostLines();
}

} // namespace signalbox
