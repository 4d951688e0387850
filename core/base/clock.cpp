#include "core/base/clock.h"

#include <algorithm>

namespace signalbox {

namespace {

using namespace std::chrono;

constexpr WallTime Earliest = sys_days(year(0) / January / 1);
constexpr WallTime Latest = sys_days(year(10000) / January / 1) - Milliseconds(1);

template <int Digits>
char *putNumber(char *to, unsigned number)
{
    for (int i = Digits - 1; i >= 0; --i) {
        to[i] = char('0' + number % 10);
        number /= 10;
    }
    return to + Digits;
}

template <int Digits>
char *putNumber(char *to, unsigned number, char after)
{
    to = putNumber<Digits>(to, number);
    *to = after;
    return to + 1;
}

} // namespace

void appendRfc3339(QByteArray &text, WallTime time)
{
    const WallTime shown = std::clamp(time, Earliest, Latest);
    const sys_days day = floor<days>(shown);
    const year_month_day date(day);
    const hh_mm_ss clock(shown - day);

    char buffer[sizeof "2026-01-31T12:00:00.000Z"];
    char *to = putNumber<4>(buffer, unsigned(int(date.year())), '-');
    to = putNumber<2>(to, unsigned(date.month()), '-');
    to = putNumber<2>(to, unsigned(date.day()), 'T');
    to = putNumber<2>(to, unsigned(clock.hours().count()), ':');
    to = putNumber<2>(to, unsigned(clock.minutes().count()), ':');
    to = putNumber<2>(to, unsigned(clock.seconds().count()), '.');
    to = putNumber<3>(to, unsigned(clock.subseconds().count()), 'Z');
    text.append(buffer, to - buffer);
}

QString toRfc3339(WallTime time)
{
    QByteArray text;
    appendRfc3339(text, time);
    return QString::fromLatin1(text);
}

} // namespace signalbox
