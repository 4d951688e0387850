#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace signalbox {

enum class Direction : quint8 { In, Out };
enum class MessageType : quint8 { Text, Binary };

//! A message as the log shows it. An Out entry stands for a whole broadcast (recipients > 1) or one send.
struct LogEntry
{
    quint64 number = 0; //!< counts from 1 in a server's run, with gaps where entries were left out
    WallTime time;
    Direction direction = Direction::In;
    MessageType type = MessageType::Text;
    ConnectionId connection; //!< the sender (In) or the recipient (Out); null for a broadcast
    QString user;            //!< of that connection; empty for a broadcast
    QString room;
    quint64 seq = 0;        //!< of a message of a room; 0: none
    quint32 recipients = 0; //!< connections it was queued for
    qint64 size = 0;        //!< payload bytes, before truncation
    QByteArray payload;     //!< the first MaxLoggedPayload bytes at most

    bool isTruncated() const { return payload.size() < size; }
};
inline constexpr qint64 MaxLoggedPayload = 64 * 1024;

//! Entries since the previous batch: at most MaxLoggedEntries with MaxLoggedBytes of payload.
struct LogBatch
{
    std::vector<LogEntry> entries; //!< oldest first
    quint64 leftOut = 0;           //!< entries that did not fit

    bool isEmpty() const { return entries.empty() && leftOut == 0; }
};
inline constexpr std::size_t MaxLoggedEntries = 10'000;
inline constexpr qint64 MaxLoggedBytes = 16 * 1024 * 1024;

} // namespace signalbox
