#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>

namespace signalbox {

//! Steady time for deadlines and latencies. Never shown to people.
using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Nanoseconds = std::chrono::nanoseconds;
using Milliseconds = std::chrono::milliseconds;

//! Wall time as milliseconds since 1970 UTC: what tables, logs and the wire show.
using WallTime = std::chrono::sys_time<Milliseconds>;

inline WallTime wallNow()
{
    return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
}

//! RFC 3339, UTC, with milliseconds: 2026-01-31T12:00:00.000Z
//! A year that four digits cannot hold becomes the nearest that they can.
QString toRfc3339(WallTime time);
//! The same as its 24 bytes, appended; without a QDateTime's cost, for what is stamped a message.
void appendRfc3339(QByteArray &text, WallTime time);

} // namespace signalbox
