#pragma once

#include "core/hub/hubsettings.h"
#include "core/hub/roommessage.h"

#include <deque>
#include <vector>

namespace signalbox {

//! The last messages of one room, without a gap, bounded by number, age and bytes. Lives on the room's home.
class History final
{
public:
    //! What is still there of what was asked for, oldest first, as envelope members get it.
    struct Slice
    {
        std::vector<QByteArray> messages;
        bool isComplete = true; //!< nothing of it is missing
    };

    //! \a message carries the number behind the one before it.
    void add(const RoomMessage &message, TimePoint now, const HistorySettings &settings);
    void expire(TimePoint now, const HistorySettings &settings);

    bool isEmpty() const { return m_kept.empty(); }
    std::size_t size() const { return m_kept.size(); }
    //! As RoomMessage::bytes() counted them when they came.
    qint64 bytes() const { return m_bytes; }
    //! When the last message was kept; only if there is one.
    TimePoint newest() const { return m_kept.back().at; }

    //! Everything behind \a seq, where \a last is the number said last.
    Slice since(quint64 seq, quint64 last, QStringView room);
    //! The \a limit messages before \a before, where \a last is the number said last. No limit: all.
    Slice before(quint64 before, std::optional<std::size_t> limit, QStringView room);

private:
    struct Kept
    {
        RoomMessage message;
        TimePoint at;
        qint64 bytes;
    };

    void dropOldest();
    std::vector<QByteArray> listed(std::size_t first, std::size_t count, QStringView room);

    std::deque<Kept> m_kept;
    qint64 m_bytes = 0;
};

} // namespace signalbox
