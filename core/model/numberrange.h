#pragma once

#include "core/model/queryfields.h"

#include <QStringView>

#include <limits>
#include <optional>

namespace signalbox {

enum class Comparison : quint8 { Less, LessOrEqual, Equal, GreaterOrEqual, Greater };

//! Whole numbers from first to last; none if last is before first. Times are in nanoseconds.
struct NumberRange
{
    qint64 first = std::numeric_limits<qint64>::min();
    qint64 last = std::numeric_limits<qint64>::max();

    bool contains(qint64 number) const { return number >= first && number <= last; }

    friend bool operator==(const NumberRange &, const NumberRange &) = default;
};

//! Returns the numbers that \a comparison with \a text accepts. \a text: a number, for Bytes and Time with a unit
//! (`1.5s`, `64KiB`; bytes and 0 need none), without regard to the unit's case; for Equal also FIRST-LAST. A time
//! equals \a text if it rounds to it. Nothing: not such a text, or larger than 2^62.
std::optional<NumberRange> parseNumberRange(QueryKind kind, Comparison comparison, QStringView text);

//! The units that are offered for numbers of this kind, the usual ones first.
QStringList queryUnits(QueryKind kind);

} // namespace signalbox
