#include "app/ctl/quantities.h"

#include <QDateTime>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! Returns \a value with as many decimals as give it three digits at most, without zeros at the end.
QString shortNumber(double value)
{
    const int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    QString text = QString::number(value, 'f', decimals);
    if (decimals > 0) {
        while (text.endsWith(u'0'))
            text.chop(1);
        if (text.endsWith(u'.'))
            text.chop(1);
    }
    return text;
}

QString twoUnits(qint64 whole, qint64 divisor, QLatin1StringView large, QLatin1StringView small)
{
    QString text = QString::number(whole / divisor) + large;
    if (whole % divisor != 0)
        text += QString::number(whole % divisor) + small;
    return text;
}

} // namespace

QString durationText(double milliseconds)
{
    if (milliseconds < 999.5)
        return shortNumber(std::max(milliseconds, 0.0)) + u"ms"_s;
    const double seconds = milliseconds / 1000;
    if (seconds < 119.5)
        return shortNumber(seconds) + u's';
    const auto minutes = qint64(seconds / 60);
    if (minutes < 60)
        return QString::number(minutes) + u"min"_s;
    if (minutes < 24 * 60)
        return twoUnits(minutes, 60, "h"_L1, "min"_L1);
    return twoUnits(minutes / 60, 24, "d"_L1, "h"_L1);
}

QString sizeText(double bytes)
{
    constexpr std::array<const char16_t *, 4> units{u"KiB", u"MiB", u"GiB", u"TiB"};
    if (bytes < 1024)
        return QString::number(qint64(std::max(bytes, 0.0))) + u'B';
    std::size_t unit = 0;
    double value = bytes / 1024;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    return shortNumber(value) + QString::fromUtf16(units[unit]);
}

QString countText(const QJsonValue &value)
{
    if (!value.isDouble())
        return {};
    const double number = value.toDouble();
    return std::trunc(number) == number ? QString::number(value.toInteger()) : QString::number(number);
}

QString compactCount(double count)
{
    constexpr double million = 1e6;
    constexpr double billion = 1e9;
    if (count < 10 * million)
        return QString::number(qint64(count));
    return count < 999.5 * million ? shortNumber(count / million) + u'M'
                                   : shortNumber(count / billion) + u'G';
}

QString connectionsText(qint64 count)
{
    return count == 1 ? u"1 connection"_s : u"%1 connections"_s.arg(count);
}

QString localTime(const QString &rfc3339)
{
    const QDateTime time = QDateTime::fromString(rfc3339, Qt::ISODateWithMs);
    return time.isValid() ? time.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s) : rfc3339;
}

} // namespace signalbox
