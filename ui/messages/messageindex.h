#pragma once

#include "core/base/clock.h"
#include "ui/messages/messagefilter.h"

#include <algorithm>
#include <deque>
#include <set>
#include <vector>

namespace signalbox {

//! The positions of the messages that a filter accepts. They are looked for in slices of limited time: new messages
//! first, then older ones, the newest of them first. What was found is published when the caller asks for it, so that
//! a model can announce it.
class MessageIndex
{
public:
    //! Forgets everything, and looks for messages before \a end from now on.
    void restart(const MessageFilter &filter, quint64 end);
    //! Forgets everything, and looks only among \a positions.
    void restartWith(const MessageFilter &filter, const std::set<quint64> &positions);
    //! Forgets what is before \a first: it was dropped from the log.
    void dropBefore(quint64 first);

    //! Tests rows of \a log before \a end for about \a time of the CPU, at least a new and an old one. Returns whether all
    //! have been tested.
    bool search(const MessageStore &log, quint64 end, Nanoseconds time);
    bool isComplete(const MessageStore &log, quint64 end) const
    {
        return m_isFixed ? m_candidates.empty() : m_low <= log.first() && m_high >= end;
    }
    //! Returns how many of \a total rows, which are still in the log, need not be tested any more.
    quint64 tested(quint64 total) const
    {
        return m_isFixed ? total - std::min<quint64>(total, m_candidates.size()) : m_high - m_low;
    }

    //! Found behind and before the published ones, not published yet.
    std::size_t newerCount() const { return m_newer.size(); }
    std::size_t olderCount() const { return m_older.size(); }
    void publishNewer();
    void publishOlder();

    // The published positions, in ascending order.
    std::size_t size() const { return m_accepted.size(); }
    quint64 at(std::size_t index) const { return m_accepted[index]; }
    //! Returns how many are before \a position.
    std::size_t countBefore(quint64 position) const;
    bool contains(quint64 position) const;

    //! Returns how many messages were not searched to their end, because not all of their payload is kept.
    std::size_t truncatedCount() const { return m_truncated.size(); }
    //! Returns how many messages could not be searched, because their payload was dropped for newer ones.
    std::size_t droppedCount() const { return m_dropped.size(); }

private:
    //! Returns the size of the payload.
    qint64 test(const MessageStore &log, quint64 position, bool isNewer);

    MessageFilter m_filter;
    bool m_isFixed = false;
    std::vector<quint64> m_candidates; //!< if m_isFixed: those that were not tested yet, descending
    quint64 m_low = 0;                 //!< rows from m_low to before m_high have been tested
    quint64 m_high = 0;
    std::deque<quint64> m_accepted;
    std::vector<quint64> m_newer; //!< ascending
    std::vector<quint64> m_older; //!< descending
    std::deque<quint64> m_truncated;
    std::deque<quint64> m_dropped;
};

} // namespace signalbox
