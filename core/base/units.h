#pragma once

// Durations and sizes in the notation of the configuration and the command line.

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QString>

namespace signalbox {

//! Parses `500ms`, `25s`, `5min`, `1h`, `7d`; `0` needs no unit. Whole numbers, not negative, at most 3650
//! days.
Result<Milliseconds> parseDuration(QStringView text);
//! Returns \a duration in the largest unit that gives a whole number: 1500ms, 90s, 5min, 0. The inverse of
//! parseDuration().
QString formatDuration(Milliseconds duration);

//! Parses `64KiB`, `1MiB`, `2GiB`, `512B`; a number without a unit is in bytes. Not negative, below 2^53.
Result<qint64> parseByteSize(QStringView text);
//! Returns \a bytes in the largest unit that gives a whole number: 64KiB, 1000B, 0. The inverse of
//! parseByteSize().
QString formatByteSize(qint64 bytes);

} // namespace signalbox
