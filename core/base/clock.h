#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>

namespace signalbox {

//! Monotonic time, for deadlines and latencies. Never displayed.
using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Nanoseconds = std::chrono::nanoseconds;
using Milliseconds = std::chrono::milliseconds;

//! Wall-clock time in milliseconds since 1970 UTC, for tables, logs and messages.
using WallTime = std::chrono::sys_time<Milliseconds>;

inline WallTime wallNow()
{
    return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
}

//! Returns \a time as RFC 3339 in UTC with milliseconds: 2026-01-31T12:00:00.000Z
//! Years are clamped to 0000-9999.
QString toRfc3339(WallTime time);
//! Appends the same 24 bytes. Avoids QDateTime because every message gets a timestamp.
void appendRfc3339(QByteArray &text, WallTime time);

} // namespace signalbox
