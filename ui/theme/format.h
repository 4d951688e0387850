#pragma once

#include "core/base/clock.h"

#include <QCoreApplication>
#include <QString>

namespace signalbox {

//! Formats numbers for people, in the current language and number format, short enough for a table cell.
class Format
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::Format)

public:
    //! `512 B`, `1.2 kB`, `34.5 MB`, `120 GB`: powers of 1000.
    static QString bytes(qint64 bytes);
    //! `12,345`
    static QString count(quint64 count);
    //! Rounded down: `0 s`, `59 s`, `3 min`, `1 h 20 min`, `2 d 4 h`. A negative duration (the clock was set)
    //! is `0 s`.
    static QString duration(Milliseconds duration);
    //! `350 µs`, `2.4 ms`, `12 ms`, `1.2 s`
    static QString latency(Nanoseconds latency);
    //! `0.5/s`, `12/s`, `1,234/s`
    static QString rate(double perSecond);
    //! `1.2 MB/s`
    static QString byteRate(double bytesPerSecond);
    //! Local date and time with seconds.
    static QString dateTime(WallTime time);
    //! Local time with seconds; with the date, too, unless it is that of \a now.
    static QString moment(WallTime time, WallTime now);
};

} // namespace signalbox
