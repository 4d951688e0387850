#pragma once

#include "ui/messages/interntable.h"
#include "ui/messages/messagerow.h"
#include "ui/messages/messagesegment.h"

namespace signalbox {

//! The newest messages in bounded memory. A row has a position, which counts from 0 and is never used again. Rows take
//! 120 bytes and their payload; when the payloads reach their limit the oldest are dropped and their rows stay.
//!
//! Rows that go in large numbers at once are removed at once, but their memory is given back in parts: freeing a million rows
//! takes longer than a window may wait.
//!
//! While it is held, the rows that are there at that moment keep at least half of the limits, and newer ones have all of
//! them: until it is released it may take half as much memory again.
class MessageStore
{
public:
    struct Limits
    {
        quint64 maxRows = 1'000'000;
        qint64 maxPayloadBytes = 256 * 1024 * 1024; //!< with the lists of recipients
        qint64 maxNameBytes = 64 * 1024 * 1024;     //!< of users, rooms and types
    };

    explicit MessageStore(Limits limits);

    quint64 first() const { return m_isHeld && m_held.size() > 0 ? m_held.first() : m_live.first(); }
    quint64 end() const { return m_live.end(); }
    //! Returns the number of rows, those that wait included.
    quint64 size() const { return m_held.size() + m_live.size(); }
    bool contains(quint64 position) const { return m_held.contains(position) || m_live.contains(position); }
    qint64 payloadBytes() const { return m_held.bytes() + m_live.bytes(); }

    //! Appends rows. applyLimits() must follow after each batch.
    void append(const LogEntry &entry);
    void appendGap(quint64 leftOut, WallTime time, TimePoint at);

    //! The rows that the limits do not allow.
    struct Excess
    {
        quint64 first = 0; //!< at the beginning
        quint64 later = 0; //!< behind the held ones
    };
    Excess excess() const;
    //! Drops \a excess and the payloads that the limits do not allow.
    void applyLimits(const Excess &excess);

    //! Returns whether it has a LogEntry::isDelivery: a broadcast that another row shows as well.
    bool hasDeliveries() const { return m_held.deliveries() + m_live.deliveries() > 0; }

    bool isHeld() const { return m_isHeld; }
    void hold();
    //! Returns the position of the first row that release() keeps: the held ones go if others behind them were dropped.
    quint64 firstAfterRelease() const;
    void release();
    //! Removes all rows.
    void clear();
    //! Returns whether there is memory of removed rows to be given back.
    bool hasRemoved() const { return !m_removed.empty(); }
    //! Gives back that of \a rows rows.
    void freeRemoved(quint64 rows);

    //! Returns a row with a copy of its payload.
    MessageRow rowAt(quint64 position) const;
    //! Returns the same without copying: the payload is valid until the log changes.
    MessageRow viewAt(quint64 position) const;
    const StoredMessage &storedAt(quint64 position) const;

private:
    const MessageSegment &segmentOf(quint64 position) const;
    void dropFirst(MessageSegment &segment);
    void remove(MessageSegment &segment);

    Limits m_limits;
    InternTable<QString> m_names;
    InternTable<QByteArray> m_types;
    MessageSegment m_held; //!< empty unless held
    MessageSegment m_live;
    std::deque<MessageSegment> m_removed; //!< their names are still counted
    bool m_isHeld = false;
    bool m_hasHole = false; //!< rows behind the held ones were dropped
};

} // namespace signalbox
