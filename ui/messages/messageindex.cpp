#include "ui/messages/messageindex.h"

#include "ui/messages/cpuslice.h"

#include <algorithm>
#include <iterator>

namespace signalbox {

namespace {

void dropFront(std::deque<quint64> &positions, quint64 first)
{
    positions.erase(positions.begin(), std::lower_bound(positions.begin(), positions.end(), first));
}

//! The time of a part of a search, looked at once for RowsAtOnce rows or BytesAtOnce bytes.
class Slice
{
public:
    explicit Slice(Nanoseconds time)
        : m_slice(time)
        , m_looksAtEachRow(time.count() == 0)
    {
    }

    bool hasTime() const { return m_hasTime; }
    //! A row with \a bytes of payload has been tested.
    void add(qint64 bytes)
    {
        m_bytes += bytes;
        if (!m_looksAtEachRow && ++m_rows < RowsAtOnce && m_bytes < BytesAtOnce)
            return;
        m_rows = 0;
        m_bytes = 0;
        m_hasTime = m_slice.hasTime();
    }

private:
    static constexpr int RowsAtOnce = 64;
    static constexpr qint64 BytesAtOnce = 16 * 1024;

    CpuSlice m_slice;
    bool m_looksAtEachRow; //!< a slice without time is one row
    int m_rows = 0;
    qint64 m_bytes = 0;
    bool m_hasTime = true;
};

} // namespace

void MessageIndex::restart(const MessageFilter &filter, quint64 end)
{
    *this = {};
    m_filter = filter;
    m_low = m_high = end;
}

void MessageIndex::restartWith(const MessageFilter &filter, const std::set<quint64> &positions)
{
    restart(filter, 0);
    m_isFixed = true;
    m_candidates.assign(positions.rbegin(), positions.rend());
}

void MessageIndex::dropBefore(quint64 first)
{
    m_low = std::max(m_low, first);
    m_high = std::max(m_high, first);
    for (std::deque<quint64> *positions : {&m_accepted, &m_truncated, &m_dropped})
        dropFront(*positions, first);
    m_newer.erase(m_newer.begin(), std::lower_bound(m_newer.begin(), m_newer.end(), first));
    for (std::vector<quint64> *descending : {&m_older, &m_candidates}) {
        while (!descending->empty() && descending->back() < first)
            descending->pop_back();
    }
}

bool MessageIndex::search(const MessageStore &log, quint64 end, Nanoseconds time)
{
    if (m_isFixed) {
        for (Slice slice(time); !m_candidates.empty() && slice.hasTime();) {
            const quint64 position = m_candidates.back();
            m_candidates.pop_back();
            slice.add(test(log, position, true));
        }
        return m_candidates.empty();
    }
    // A flood of new messages must not keep older ones from being searched.
    const Nanoseconds part = m_high < end && m_low > log.first() ? time / 2 : time;
    for (Slice slice(part); m_high < end && slice.hasTime();)
        slice.add(test(log, m_high++, true));
    for (Slice slice(part); m_low > log.first() && slice.hasTime();)
        slice.add(test(log, --m_low, false));
    return isComplete(log, end);
}

qint64 MessageIndex::test(const MessageStore &log, quint64 position, bool isNewer)
{
    const MessageRow row = log.viewAt(position);
    if (m_filter.accepts(row))
        (isNewer ? m_newer : m_older).push_back(position);
    const MessageFilter::Doubt doubt = m_filter.doubtAbout(row);
    if (doubt != MessageFilter::Doubt::None) {
        std::deque<quint64> &positions = doubt == MessageFilter::Doubt::Truncated ? m_truncated : m_dropped;
        if (isNewer)
            positions.push_back(position);
        else
            positions.push_front(position);
    }
    return row.entry.payload.size();
}

void MessageIndex::publishNewer()
{
    m_accepted.insert(m_accepted.end(), m_newer.begin(), m_newer.end());
    m_newer.clear();
}

void MessageIndex::publishOlder()
{
    m_accepted.insert(m_accepted.begin(), m_older.rbegin(), m_older.rend());
    m_older.clear();
}

std::size_t MessageIndex::countBefore(quint64 position) const
{
    const auto at = std::lower_bound(m_accepted.begin(), m_accepted.end(), position);
    return std::size_t(std::distance(m_accepted.begin(), at));
}

bool MessageIndex::contains(quint64 position) const
{
    return std::binary_search(m_accepted.begin(), m_accepted.end(), position);
}

} // namespace signalbox
