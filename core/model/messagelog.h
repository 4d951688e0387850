#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace signalbox {

enum class Direction : quint8 { In, Out };
enum class MessageType : quint8 { Text, Binary };

//! One message as the log shows it. Out entries stand for a whole broadcast (recipients > 1) or one send.
struct LogEntry
{
    quint64 number = 0; //!< counts from 1 in a server's run, gaps where entries were left out
    WallTime time;
    Direction direction = Direction::In;
    MessageType type = MessageType::Text;
    ConnectionId connection; //!< the sender (In) or the one addressed (Out); null for a broadcast
    QString user;            //!< of that connection; empty for a broadcast
    QString room;
    quint64 seq = 0;        //!< of a message of a room; 0: it has none
    quint32 recipients = 0; //!< connections it was queued for
    qint64 size = 0;        //!< payload bytes, the true size
    QByteArray payload;     //!< the first MaxLoggedPayload bytes at most; shorter than size means truncated

    bool isTruncated() const { return payload.size() < size; }
};
inline constexpr qint64 MaxLoggedPayload = 64 * 1024;

struct LogBatch
{
    std::vector<LogEntry> entries; //!< oldest first
    quint64 leftOut = 0;           //!< entries that did not fit since the batch before
};

} // namespace signalbox
