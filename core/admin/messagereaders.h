#pragma once

#include "core/admin/messagesource.h"
#include "core/http/apiresponder.h"
#include "core/loop/slicedjobs.h"
#include "core/model/query.h"

#include <memory>
#include <vector>

namespace signalbox {

//! Who reads messages live, each with a filter. Messages are filtered and written in slices of time; while that takes longer
//! than new ones come, the source counts what it leaves out. A reader that is slow loses messages, and is told how many
//! (`{"dropped":3}`) in the place where they are missing. Nothing is collected while nobody reads. Admin thread.
class MessageReaders final
{
public:
    static constexpr std::size_t MaxReaders = 8;
    //! Bytes that wait for a reader; what does not fit is left out.
    static constexpr qint64 MaxUnsent = 1024 * 1024;

    //! Both outlive the readers.
    MessageReaders(SlicedJobs &jobs, MessageSource &source);
    ~MessageReaders();
    Q_DISABLE_COPY_MOVE(MessageReaders)

    bool isFull() const { return m_readers.size() >= MaxReaders; }
    //! \a stream gets the messages that \a filter (of QueryList::Messages) accepts, until it ends. Not if isFull().
    void add(Query filter, const ApiStream &stream);

private:
    class Job;
    struct Reader
    {
        Query filter;
        ApiStream stream;
        quint64 dropped = 0; //!< since the last line
        bool hasLeft = false;
    };

    void take(LogBatch &&batch);
    bool handleUntil(TimePoint end);
    void handle(const LogEntry &entry);
    static bool reportDropped(Reader &reader);
    void sweep();

    SlicedJobs &m_jobs;
    MessageSource &m_source;
    std::vector<std::shared_ptr<Reader>> m_readers; //!< shared with the callbacks of their streams
    LogBatch m_batch;
    std::size_t m_next = 0; //!< of the batch
    bool m_hasBatch = false;
    bool m_hasJob = false;
    bool m_isWriting = false; //!< no reader may be removed
};

//! Returns \a entry as one line of NDJSON, with its line feed. README and openapi.json describe it.
QByteArray messageLine(const LogEntry &entry);

} // namespace signalbox
