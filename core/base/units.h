#pragma once

// Durations and sizes as the configuration and the command line write them.

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QString>

namespace signalbox {

//! `500ms`, `25s`, `5min`, `1h`, `7d`; `0` alone is zero. Whole numbers only, not negative, at most 10 years.
Result<Milliseconds> parseDuration(QStringView text);
//! In the largest unit that leaves a whole number; parseDuration() reads it back: 1500ms, 90s, 5min, 0.
QString formatDuration(Milliseconds duration);

//! `64KiB`, `1MiB`, `2GiB`, `512B`; a bare integer is bytes. Not negative, below 2^53.
Result<qint64> parseByteSize(QStringView text);
//! In the largest unit that leaves a whole number; parseByteSize() reads it back: 64KiB, 1000B, 0.
QString formatByteSize(qint64 bytes);

} // namespace signalbox
