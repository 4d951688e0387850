#pragma once

#include "core/base/clock.h"
#include "core/hub/historystore.h"
#include "core/hub/hubsettings.h"

#include <deque>

namespace signalbox {

//! The latest messages of one room in memory, without a gap, limited in number, age and bytes. Keeps each message only in the
//! form in which it was published; a read converts it.
class History final
{
public:
    History() = default;
    ~History();
    Q_DISABLE_COPY_MOVE(History)

    //! The seq of \a message follows that of the message before.
    void add(RoomMessage &&message, TimePoint now, const HistorySettings &settings);
    //! Adds \a messages, whose seqs end before that of the oldest one, as far as the limits leave room for them. They were
    //! published by the wall clock, which shows \a wallNow now.
    void prepend(StoredMessages &&messages, TimePoint now, WallTime wallNow, const HistorySettings &settings);
    //! Drops what is too old.
    void expire(TimePoint now, const HistorySettings &settings);

    //! Drops the oldest messages, until \a bytes are free or none is left; at least one, if there is any.
    void dropOldest(qint64 bytes);

    void clear();

    bool isEmpty() const { return m_entries.empty(); }
    //! Only while it is not empty.
    quint64 oldest() const { return m_entries.front().message->seq(); }
    const std::shared_ptr<const RoomMessage> &newest() const { return m_entries.back().message; }
    //! What was counted when the messages were added.
    HistorySize size() const { return {m_entries.size(), m_bytes}; }

    HistorySlice read(const HistoryRange &range, QStringView room) const;
    //! As RoomHistory::readBehind().
    StoredMessages readBehind(quint64 seq, qint64 maxBytes) const;

private:
    struct Entry
    {
        std::shared_ptr<const RoomMessage> message; //!< shared with replays, on the threads of their clients
        TimePoint addedAt;
        qint64 bytes;
    };

    static qint64 bytesOf(const RoomMessage &message, const RoomMessage *neighbour);
    void dropOldest();
    bool isTooMuch(const HistorySettings &settings) const;

    std::deque<Entry> m_entries;
    qint64 m_bytes = 0;
};

} // namespace signalbox
