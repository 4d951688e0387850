#include "ui/theme/format.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

// Values from here on would be rounded up to the next unit, or to three digits.
constexpr double NextUnit = 999.5;
constexpr double OneDecimal = 99.95;

QString number(double value, int decimals)
{
    return QLocale().toString(value, 'f', decimals);
}

QDateTime localTime(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count());
}

QString timeText(const QDateTime &local)
{
    return local.time().toString(QStringLiteral("HH:mm:ss"));
}

} // namespace

QString Format::bytes(qint64 bytes)
{
    const qint64 positive = std::max<qint64>(bytes, 0);
    if (positive < 1000)
        return tr("%1 B", "bytes").arg(count(quint64(positive)));

    double value = double(positive) / 1000.0;
    int unit = 0;
    for (; value >= NextUnit && unit < 4; ++unit)
        value /= 1000.0;
    const QString text = number(value, value < OneDecimal ? 1 : 0);
    switch (unit) {
    case 0:
        return tr("%1 kB", "1000 bytes").arg(text);
    case 1:
        return tr("%1 MB", "megabytes").arg(text);
    case 2:
        return tr("%1 GB", "gigabytes").arg(text);
    case 3:
        return tr("%1 TB", "terabytes").arg(text);
    default:
        return tr("%1 PB", "petabytes").arg(text);
    }
}

QString Format::count(quint64 count)
{
    return QLocale().toString(qulonglong(count));
}

QString Format::duration(Milliseconds duration)
{
    const qint64 seconds = std::max<qint64>(duration.count() / 1000, 0);
    const QLocale locale;
    if (seconds < 60)
        return tr("%1 s", "seconds").arg(locale.toString(seconds));
    const qint64 minutes = seconds / 60;
    if (minutes < 60)
        return tr("%1 min", "minutes").arg(locale.toString(minutes));
    const qint64 hours = minutes / 60;
    if (hours < 24)
        return tr("%1 h %2 min", "hours, minutes").arg(locale.toString(hours), locale.toString(minutes % 60));
    return tr("%1 d %2 h", "days, hours").arg(locale.toString(hours / 24), locale.toString(hours % 24));
}

QString Format::latency(Nanoseconds latency)
{
    const double microseconds = double(std::max<qint64>(latency.count(), 0)) / 1e3;
    if (microseconds < NextUnit)
        return tr("%1 µs", "microseconds").arg(number(microseconds, 0));
    const double milliseconds = microseconds / 1e3;
    if (milliseconds < NextUnit)
        return tr("%1 ms", "milliseconds").arg(number(milliseconds, milliseconds < 9.95 ? 1 : 0));
    const double seconds = milliseconds / 1e3;
    return tr("%1 s", "seconds").arg(number(seconds, seconds < OneDecimal ? 1 : 0));
}

QString Format::rate(double perSecond)
{
    const double positive = std::max(perSecond, 0.0);
    const bool wantsDecimal = positive > 0.0 && positive < 9.95;
    return tr("%1/s", "per second").arg(number(positive, wantsDecimal ? 1 : 0));
}

QString Format::byteRate(double bytesPerSecond)
{
    return tr("%1/s", "per second").arg(bytes(qint64(bytesPerSecond + 0.5)));
}

QString Format::dateTime(WallTime time)
{
    const QDateTime local = localTime(time);
    return QLocale().toString(local.date(), QLocale::ShortFormat) + u' ' + timeText(local);
}

QString Format::moment(WallTime time, WallTime now)
{
    const QDateTime local = localTime(time);
    return local.date() == localTime(now).date() ? timeText(local) : dateTime(time);
}

} // namespace signalbox
