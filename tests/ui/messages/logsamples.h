#pragma once

#include "core/model/messagelog.h"

namespace signalbox {

//! A message of \a number, which can be told from its time: see numberOf().
inline LogEntry textEntry(quint64 number, const QByteArray &payload = "hello")
{
    LogEntry entry;
    entry.number = number;
    entry.time = WallTime(std::chrono::milliseconds(1'700'000'000'000 + qint64(number)));
    entry.at = TimePoint(std::chrono::milliseconds(number));
    entry.connection = ConnectionId(number % 7 + 1);
    entry.user = QStringLiteral("user%1").arg(number % 7 + 1);
    entry.room = QStringLiteral("lobby");
    entry.recipients = 1;
    entry.size = payload.size();
    entry.payload = payload;
    return entry;
}

//! Returns the number of an entry made by textEntry(), wherever it is kept.
inline quint64 numberOf(const LogEntry &entry)
{
    return quint64(entry.time.time_since_epoch().count() - 1'700'000'000'000);
}

//! A broadcast to the connections \a first … \a last of the room `trading`.
inline LogEntry broadcastEntry(quint64 number, quint64 first, quint64 last)
{
    LogEntry entry = textEntry(number, R"({"offer":12})");
    std::vector<ConnectionId> recipients;
    for (quint64 id = first; id <= last; ++id)
        recipients.push_back(ConnectionId(id));
    entry.direction = Direction::Out;
    entry.connection = {};
    entry.user.clear();
    entry.room = QStringLiteral("trading");
    entry.recipients = quint32(recipients.size());
    entry.recipientList = std::make_shared<const std::vector<ConnectionId>>(std::move(recipients));
    return entry;
}

inline LogBatch batchOf(std::vector<LogEntry> entries)
{
    LogBatch batch;
    batch.entries = std::move(entries);
    return batch;
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
