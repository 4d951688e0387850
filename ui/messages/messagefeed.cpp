#include "ui/messages/messagefeed.h"

#include "ui/messages/cpuslice.h"
#include "ui/messages/messagesmodel.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace signalbox {

namespace {

// A part is announced to the view as a whole, which costs about as much as some hundred rows.
constexpr std::size_t RowsAtOnce = 512;
constexpr qint64 BytesAtOnce = 1024 * 1024;

//! Returns how many of \a entries make a part: one at least.
std::size_t partOf(std::span<const LogEntry> entries)
{
    qint64 bytes = 0;
    std::size_t count = 0;
    while (count < std::min(entries.size(), RowsAtOnce) && bytes < BytesAtOnce)
        bytes += entries[count++].payload.size();
    return count;
}

} // namespace

MessageFeed::MessageFeed(MessagesModel &model, QObject *parent)
    : QObject(parent)
    , m_model(model)
{
    m_nextSlice.setSingleShot(true);
    m_nextSlice.setInterval(0); // other events come first
    connect(&m_nextSlice, &QTimer::timeout, this, &MessageFeed::runSlice);
}

void MessageFeed::add(const LogBatch &batch)
{
    while (isBusy())
        runSlice();
    m_leftOut = batch.leftOut;
    const std::size_t done = appendSlice(batch.entries);
    m_entries.assign(batch.entries.begin() + std::ptrdiff_t(done), batch.entries.end());
    m_next = 0;
    if (isBusy())
        m_nextSlice.start();
    else
        Q_EMIT finished();
}

std::size_t MessageFeed::appendSlice(std::span<const LogEntry> entries)
{
    CpuSlice slice(SliceTime);
    std::size_t done = 0;
    do {
        const std::span<const LogEntry> rest = entries.subspan(done);
        const std::size_t count = partOf(rest);
        // The row for those that are missing stands at the gap in the numbers: before the first part, or behind the last.
        const bool takesLeftOut = count == rest.size() || rest.front().number > m_model.lastNumber() + 1;
        const quint64 leftOut = takesLeftOut ? std::exchange(m_leftOut, 0) : 0;
        m_model.append(rest.first(count), leftOut);
        done += count;
        Q_EMIT appended(count, leftOut);
    } while (done < entries.size() && slice.hasTime());
    return done;
}

void MessageFeed::runSlice()
{
    m_next += appendSlice(std::span(m_entries).subspan(m_next));
    if (isBusy()) {
        m_nextSlice.start();
        return;
    }
    m_nextSlice.stop();
    m_entries.clear();
    m_next = 0;
    Q_EMIT finished();
}

} // namespace signalbox
