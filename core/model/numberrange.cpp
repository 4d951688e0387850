#include "core/model/numberrange.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qint64 MaxNumber = 1LL << 62;

struct Unit
{
    QStringView name;
    qint64 factor;
};

constexpr std::array TimeUnits{
    Unit{u"ms", 1'000'000},
    Unit{u"s", 1'000'000'000},
    Unit{u"min", 60'000'000'000},
    Unit{u"h", 3600'000'000'000},
    Unit{u"d", 86400'000'000'000},
    Unit{u"us", 1'000},
    Unit{u"\u00B5s", 1'000},
    /* µ */ Unit{u"\u03BCs", 1'000}, /* μ */
    Unit{u"ns", 1},
};
constexpr std::array ByteUnits{
    Unit{u"KiB", 1LL << 10}, Unit{u"MiB", 1LL << 20}, Unit{u"GiB", 1LL << 30},    Unit{u"B", 1},
    Unit{u"kB", 1'000},      Unit{u"MB", 1'000'000},  Unit{u"GB", 1'000'000'000}, Unit{u"", 1},
};
constexpr std::array NoUnits{Unit{u"", 1}};

std::span<const Unit> unitsOf(QueryKind kind)
{
    if (kind == QueryKind::Time)
        return TimeUnits;
    if (kind == QueryKind::Bytes)
        return ByteUnits;
    return NoUnits;
}

//! A number as written, in the smallest unit: between floor and ceiling, which differ if it is no whole number.
struct Quantity
{
    qint64 floor = 0;
    qint64 ceiling = 0;
    qint64 lastDigit = 0; //!< what 1 in the last digit is worth; 0: less than the smallest unit
};

qsizetype digitsAt(QStringView text, qsizetype from)
{
    qsizetype end = from;
    while (end < text.size() && isAsciiDigit(text[end].toLatin1()))
        ++end;
    return end - from;
}

std::optional<Quantity> parseQuantity(QueryKind kind, QStringView text)
{
    constexpr qsizetype MaxDigits = 19;
    constexpr qsizetype MaxDecimals = 9;
    const qsizetype digits = digitsAt(text, 0);
    const bool hasDecimals = digits < text.size() && text[digits] == u'.';
    const qsizetype decimals = hasDecimals ? digitsAt(text, digits + 1) : 0;
    if (digits == 0 || digits > MaxDigits || decimals > MaxDecimals || (hasDecimals && decimals == 0))
        return std::nullopt;
    const QStringView unit = text.sliced(digits + (hasDecimals ? decimals + 1 : 0));
    const std::span<const Unit> units = unitsOf(kind);
    const auto known = std::ranges::find_if(units, [unit](const Unit &candidate) {
        return unit.compare(candidate.name, Qt::CaseInsensitive) == 0;
    });
    const quint64 whole = text.first(digits).toULongLong();
    if (known == units.end()) {
        if (kind == QueryKind::Time && unit.isEmpty() && whole == 0 && !hasDecimals)
            return Quantity{};
        return std::nullopt;
    }
    if (unitsOf(kind).size() == 1 && hasDecimals)
        return std::nullopt; // there are no halves of messages
    const auto factor = quint64(known->factor);
    if (whole > quint64(MaxNumber) / factor)
        return std::nullopt;
    const double power = std::pow(10.0, double(decimals));
    // Less than factor, so exact enough to tell whole numbers from others.
    const double part =
        decimals > 0 ? text.sliced(digits + 1, decimals).toDouble() / power * double(factor) : 0.0;
    const bool isWhole = std::abs(part - std::round(part)) < 1e-3;
    const auto base = qint64(whole * factor);
    Quantity quantity;
    quantity.floor = base + qint64(isWhole ? std::round(part) : std::floor(part));
    quantity.ceiling = quantity.floor + (isWhole ? 0 : 1);
    quantity.lastDigit = qint64(double(factor) / power);
    return quantity;
}

NumberRange equalTo(QueryKind kind, const Quantity &quantity)
{
    if (kind != QueryKind::Time || quantity.lastDigit < 2)
        return {quantity.ceiling, quantity.floor};
    const qint64 half = quantity.lastDigit / 2;
    return {quantity.floor - half, quantity.floor + half - 1};
}

} // namespace

std::optional<NumberRange> parseNumberRange(QueryKind kind, Comparison comparison, QStringView text)
{
    const qsizetype dash = text.indexOf(u'-');
    if (comparison == Comparison::Equal && dash > 0) {
        const std::optional<Quantity> first = parseQuantity(kind, text.first(dash));
        const std::optional<Quantity> last = parseQuantity(kind, text.sliced(dash + 1));
        if (!first || !last || first->ceiling > last->floor)
            return std::nullopt;
        return NumberRange{first->ceiling, last->floor};
    }
    const std::optional<Quantity> quantity = parseQuantity(kind, text);
    if (!quantity)
        return std::nullopt;
    NumberRange range;
    switch (comparison) {
    case Comparison::Less:
        range.last = quantity->ceiling - 1;
        break;
    case Comparison::LessOrEqual:
        range.last = quantity->floor;
        break;
    case Comparison::Equal:
        return equalTo(kind, *quantity);
    case Comparison::GreaterOrEqual:
        range.first = quantity->ceiling;
        break;
    case Comparison::Greater:
        range.first = quantity->floor + 1;
        break;
    }
    return range;
}

QStringList queryUnits(QueryKind kind)
{
    if (kind == QueryKind::Time)
        return {u"ms"_s, u"s"_s, u"min"_s, u"h"_s};
    if (kind == QueryKind::Bytes)
        return {u"KiB"_s, u"MiB"_s};
    return {};
}

} // namespace signalbox
