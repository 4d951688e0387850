#pragma once

#include "core/base/clock.h"

#include <QColor>
#include <QRectF>
#include <QString>

#include <optional>

class QPainter;

namespace signalbox {

//! How a latency feels to a person at the other end.
enum class LatencyBand : quint8 {
    Unknown, //!< not measured yet
    Poor,    //!< 400 ms and more: a conversation stumbles
    Fair,    //!< below 400 ms: noticed
    Good,    //!< below 150 ms
    Great,   //!< below 50 ms: as if local
};
inline constexpr int LatencyBandCount = int(LatencyBand::Great) + 1;

LatencyBand latencyBand(std::optional<Nanoseconds> latency);
//! One word, translated: `great`, `not measured yet`.
QString latencyBandName(LatencyBand band);
//! The accent of \a band where it is shown on \a background.
QColor latencyBandColor(LatencyBand band, const QColor &background);

//! Four rising bars in \a area, as many of them as the band is good; the rest are flat stubs, and Unknown is
//! only stubs. The shape tells the band without the colour.
void paintLatencyBars(QPainter &painter, const QRectF &area, LatencyBand band, const QColor &color);

} // namespace signalbox
