#pragma once

#include "core/base/clock.h"
#include "core/model/closedlog.h"

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace signalbox {

//! Logs refused requests at level info, within bounds that no peer can exceed: for each reason the first
//! MaxValues values (origins, paths, addresses ...) within a Window, each once, and then how many others there
//! were. A line names the configuration key that would allow the request. Any thread; locked.
class RefusalLog
{
public:
    using Write = std::function<void(const QString &line)>;

    static constexpr std::size_t MaxValues = 20;
    static constexpr qsizetype MaxValueLength = 128; //!< characters
    static constexpr Milliseconds Window{60'000};
    static constexpr Milliseconds SummaryDelay{1000}; //!< from the first value that is not logged

    //! \a write null: to the log.
    explicit RefusalLog(Write write = {});

    //! Logs \a request or counts it. Returns when writeSummaries() is to be called next; none: nothing is
    //! counted.
    std::optional<TimePoint> note(const RefusedRequest &request, TimePoint now);
    //! Logs the counts that are due. Returns as note() does.
    std::optional<TimePoint> writeSummaries(TimePoint now);
    //! Logs all counts: the server ends.
    void writeAll();

private:
    //! Of a reason, in the present window.
    struct Counts
    {
        TimePoint began;
        std::vector<QString> values = {}; //!< that were logged
        quint64 others = 0;               //!< requests with another value, not logged yet
        quint64 repeats = 0;              //!< requests with a value that was logged, not logged yet
        std::optional<TimePoint> summaryAt =
            std::nullopt;          //!< of the first others; none: there are none, or it is logged
        bool isSummarised = false; //!< then the next summary comes with the end of the window
    };
    using Reasons = std::map<std::string_view, Counts>;

    static bool hasEnded(const Counts &counts, TimePoint now) { return now >= counts.began + Window; }
    static TimePoint dueAt(const Counts &counts) { return counts.summaryAt.value_or(counts.began + Window); }
    std::optional<TimePoint> nextSummary() const;
    void write(const std::vector<QString> &lines) const;

    Write m_write;
    std::mutex m_mutex;
    Reasons m_reasons; //!< keyed by static strings
};

} // namespace signalbox
