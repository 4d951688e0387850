#pragma once

#include "core/model/messagelog.h"

namespace signalbox {

inline LogEntry textEntry(quint64 number, const QByteArray &payload = "hello")
{
    LogEntry entry;
    entry.number = number;
    entry.time = WallTime(std::chrono::milliseconds(1'700'000'000'000 + qint64(number)));
    entry.connection = ConnectionId(number % 7 + 1);
    entry.user = QStringLiteral("user%1").arg(number % 7 + 1);
    entry.room = QStringLiteral("lobby");
    entry.recipients = 1;
    entry.size = payload.size();
    entry.payload = payload;
    return entry;
}

//! Entries \a first … \a first + \a count - 1.
inline LogBatch batchOf(quint64 first, int count, const QByteArray &payload = "hello")
{
    LogBatch batch;
    for (int i = 0; i < count; ++i)
        batch.entries.push_back(textEntry(first + quint64(i), payload));
    return batch;
}

} // namespace signalbox
