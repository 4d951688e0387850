#pragma once

// Figures with units that people can read, without blanks, so that a table stays a list of words.

#include <QJsonValue>
#include <QString>

namespace signalbox {

//! Returns a duration of milliseconds: 0.42ms, 8.1ms, 120ms, 2.5s, 90s, 12min, 5h20min, 3d4h.
QString durationText(double milliseconds);
//! Returns a size: 0B, 812B, 1.5KiB, 64KiB, 2.3GiB.
QString sizeText(double bytes);
//! Returns a number of the API, a whole one as such; empty when it is none.
QString countText(const QJsonValue &value);

//! Returns a whole number in at most seven characters: 9999999, 12.3M, 4.56G.
QString compactCount(double count);

//! Returns `1 connection`, `12 connections`.
QString connectionsText(qint64 count);

//! Returns a time of the API, `2026-01-31T12:00:00.000Z`, as local time without milliseconds; what is none, unchanged.
QString localTime(const QString &rfc3339);

} // namespace signalbox
