#pragma once

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
QString toRfc3339(WallTime time);

} // namespace signalbox
