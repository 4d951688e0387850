#pragma once

#include "core/base/clock.h"

#include <QColor>
#include <QRectF>
#include <QString>

#include <optional>

class QPainter;

namespace signalbox {

//! A rough class of latencies, as a person perceives them.
enum class LatencyBand : quint8 {
    Unknown, //!< not measured yet
    Poor,    //!< 400 ms and more: disturbs a conversation
    Fair,    //!< below 400 ms: noticeable
    Good,    //!< below 150 ms
    Great,   //!< below 50 ms: as if local
};
inline constexpr int LatencyBandCount = int(LatencyBand::Great) + 1;

LatencyBand latencyBand(std::optional<Nanoseconds> latency);
//! Returns the translated name: `great`, `not measured yet`.
QString latencyBandName(LatencyBand band);
//! Returns the accent colour of \a band for \a background.
QColor latencyBandColor(LatencyBand band, const QColor &background);

//! Paints four bars of rising height into \a area: one for Poor, four for Great. The others are flat lines,
//! all four for Unknown. So the shape shows the band without the colour.
void paintLatencyBars(QPainter &painter, const QRectF &area, LatencyBand band, const QColor &color);

} // namespace signalbox
