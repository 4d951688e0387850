#include "ui/theme/latencyband.h"

#include "ui/theme/accent.h"

#include <QCoreApplication>
#include <QPainter>

namespace signalbox {

using namespace std::chrono_literals;

LatencyBand latencyBand(std::optional<Nanoseconds> latency)
{
    if (!latency)
        return LatencyBand::Unknown;
    if (*latency < 50ms)
        return LatencyBand::Great;
    if (*latency < 150ms)
        return LatencyBand::Good;
    return *latency < 400ms ? LatencyBand::Fair : LatencyBand::Poor;
}

QString latencyBandName(LatencyBand band)
{
    switch (band) {
    case LatencyBand::Unknown:
        break;
    case LatencyBand::Poor:
        return QCoreApplication::translate("signalbox::LatencyBand", "poor");
    case LatencyBand::Fair:
        return QCoreApplication::translate("signalbox::LatencyBand", "fair");
    case LatencyBand::Good:
        return QCoreApplication::translate("signalbox::LatencyBand", "good");
    case LatencyBand::Great:
        return QCoreApplication::translate("signalbox::LatencyBand", "great");
    }
    return QCoreApplication::translate("signalbox::LatencyBand", "not measured yet");
}

QColor latencyBandColor(LatencyBand band, const QColor &background)
{
    switch (band) {
    case LatencyBand::Unknown:
    case LatencyBand::Fair:
        break;
    case LatencyBand::Poor:
        return accentColor(Accent::Bad, background);
    case LatencyBand::Good:
    case LatencyBand::Great:
        return accentColor(Accent::Good, background);
    }
    return accentColor(Accent::Notice, background);
}

void paintLatencyBars(QPainter &painter, const QRectF &area, LatencyBand band, const QColor &color)
{
    constexpr int Bars = LatencyBandCount - 1;
    const qreal step = area.width() / Bars;
    const qreal thickness = step * 0.7;

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    for (int bar = 0; bar < Bars; ++bar) {
        const qreal height = bar < int(band) ? area.height() * (bar + 2) / (Bars + 1) : 1.0;
        painter.drawRect(QRectF(area.left() + bar * step, area.bottom() - height, thickness, height));
    }
    painter.restore();
}

} // namespace signalbox
