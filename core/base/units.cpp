#include "core/base/units.h"

#include "core/base/ascii.h"

#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

struct Unit
{
    QLatin1StringView suffix;
    qint64 factor;
};

// In descending order: formatting uses the first unit that divides the value.
constexpr std::array<Unit, 5> DurationUnits{{
    {"d"_L1, 24LL * 60 * 60 * 1000},
    {"h"_L1, 60LL * 60 * 1000},
    {"min"_L1, 60LL * 1000},
    {"s"_L1, 1000},
    {"ms"_L1, 1},
}};
constexpr qint64 MaxDuration = 3650 * DurationUnits[0].factor;

constexpr std::array<Unit, 4> SizeUnits{{
    {"GiB"_L1, 1LL << 30},
    {"MiB"_L1, 1LL << 20},
    {"KiB"_L1, 1LL << 10},
    {"B"_L1, 1},
}};
constexpr qint64 MaxByteSize = (1LL << 53) - 1; // the largest that every JSON parser represents exactly

//! A number and its unit: 25 and s.
struct Quantity
{
    std::optional<qint64> number; //!< absent: no digits, or more than 18
    QStringView suffix;
    bool hasDigits = false;
};

Quantity splitQuantity(QStringView text)
{
    constexpr qsizetype MaxDigits = 18; // fits into qint64, and is larger than any unit allows
    qsizetype digits = 0;
    qint64 number = 0;
    while (digits < text.size() && isAsciiDigit(text[digits].toLatin1())) {
        if (digits < MaxDigits)
            number = number * 10 + (text[digits].unicode() - u'0');
        ++digits;
    }
    const bool fits = digits > 0 && digits <= MaxDigits;
    return {fits ? std::optional(number) : std::nullopt, text.sliced(digits), digits > 0};
}

template <std::size_t N>
std::optional<qint64> unitFactor(const std::array<Unit, N> &units, QStringView suffix)
{
    for (const Unit &unit : units) {
        if (suffix == unit.suffix)
            return unit.factor;
    }
    return std::nullopt;
}

template <std::size_t N>
QString format(const std::array<Unit, N> &units, qint64 value)
{
    if (value == 0)
        return u"0"_s;
    for (const Unit &unit : units) {
        if (value % unit.factor == 0)
            return QString::number(value / unit.factor) + unit.suffix;
    }
    Q_UNREACHABLE(); // the last factor is 1
}

Error found(QStringView text, const QString &allowed)
{
    return {Error::Code::Invalid, u"found “%1”, allowed: %2"_s.arg(text, allowed)};
}

} // namespace

Result<Milliseconds> parseDuration(QStringView text)
{
    const Quantity quantity = splitQuantity(text);
    if (quantity.number == 0 && quantity.suffix.isEmpty())
        return Milliseconds(0);
    const std::optional<qint64> factor = unitFactor(DurationUnits, quantity.suffix);
    if (!quantity.hasDigits || !factor)
        return found(text, u"a whole number with ms, s, min, h or d"_s);
    if (!quantity.number || *quantity.number > MaxDuration / *factor)
        return found(text, u"at most 3650d"_s);
    return Milliseconds(*quantity.number * *factor);
}

QString formatDuration(Milliseconds duration)
{
    return format(DurationUnits, duration.count());
}

Result<qint64> parseByteSize(QStringView text)
{
    const Quantity quantity = splitQuantity(text);
    const std::optional<qint64> factor =
        quantity.suffix.isEmpty() ? std::optional(1LL) : unitFactor(SizeUnits, quantity.suffix);
    if (!quantity.hasDigits || !factor)
        return found(text, u"a whole number of bytes, or one with B, KiB, MiB or GiB"_s);
    if (!quantity.number || *quantity.number > MaxByteSize / *factor)
        return found(text, u"less than 2^53 bytes"_s);
    return *quantity.number * *factor;
}

QString formatByteSize(qint64 bytes)
{
    return format(SizeUnits, bytes);
}

} // namespace signalbox
