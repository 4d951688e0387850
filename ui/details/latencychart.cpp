#include "ui/details/latencychart.h"

#include "ui/theme/accent.h"
#include "ui/theme/format.h"
#include "ui/theme/spacing.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace signalbox {

namespace {

constexpr int Lines = 5; // of text, that the chart is high
constexpr Nanoseconds LeastTop = std::chrono::milliseconds(1);
constexpr double LineWidth = 1.5;
constexpr double DotRadius = 2;

Nanoseconds topOf(const std::vector<LatencyHistory::Point> &points)
{
    Nanoseconds highest{};
    for (const LatencyHistory::Point &point : points)
        highest = std::max(highest, point.latency);
    for (Nanoseconds decade = LeastTop;; decade *= 10) {
        for (const int factor : {1, 2, 5}) {
            if (decade * factor >= highest)
                return decade * factor;
        }
    }
}

} // namespace

LatencyChart::LatencyChart(QWidget *parent)
    : QWidget(parent)
    , m_top(LeastTop)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    describe();
}

void LatencyChart::setPoints(std::vector<LatencyHistory::Point> points, WallTime now)
{
    m_points = std::move(points);
    m_now = now;
    m_top = topOf(m_points);
    describe();
    update();
}

QSize LatencyChart::sizeHint() const
{
    return {40 * fontMetrics().averageCharWidth(), (Lines + 1) * fontMetrics().height()};
}

QSize LatencyChart::minimumSizeHint() const
{
    return {12 * fontMetrics().averageCharWidth(), sizeHint().height()};
}

QRectF LatencyChart::plotArea() const
{
    const int text = fontMetrics().height();
    return QRectF(rect()).adjusted(0, text, -DotRadius - 1, -text - Spacing::Small);
}

QPointF LatencyChart::positionOf(const LatencyHistory::Point &point, const QRectF &area) const
{
    const double age =
        double((m_now - point.time).count()) / double(Milliseconds(LatencyHistory::Span).count());
    const double height = double(point.latency.count()) / double(m_top.count());
    return {area.right() - std::clamp(age, 0.0, 1.0) * area.width(), area.bottom() - height * area.height()};
}

void LatencyChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRectF area = plotArea();
    const QColor text = palette().color(QPalette::PlaceholderText);
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawLine(area.topLeft(), area.topRight());
    painter.drawLine(area.bottomLeft(), area.bottomRight());

    painter.setPen(text);
    const QRectF above(0, 0, width(), area.top());
    const QRectF below(0, area.bottom() + Spacing::Small, width(), fontMetrics().height());
    painter.drawText(below, Qt::AlignLeft, tr("5 min ago"));
    painter.drawText(below, Qt::AlignRight, tr("now"));
    if (m_points.empty()) {
        painter.drawText(area, Qt::AlignCenter, tr("not measured yet"));
        return;
    }
    painter.drawText(above, Qt::AlignLeft, Format::latency(m_top));

    const QColor line = accentColor(Accent::Brand, palette().color(QPalette::Base));
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath path(positionOf(m_points.front(), area));
    for (const LatencyHistory::Point &point : m_points)
        path.lineTo(positionOf(point, area));
    painter.setPen(QPen(line, LineWidth));
    painter.drawPath(path);
    painter.setPen(Qt::NoPen);
    painter.setBrush(line);
    painter.drawEllipse(positionOf(m_points.back(), area), DotRadius, DotRadius);
}

void LatencyChart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        describe();
    else if (event->type() == QEvent::FontChange)
        updateGeometry();
}

//! The picture as a text, which is its tool tip, too.
void LatencyChart::describe()
{
    setAccessibleName(tr("Latency, last 5 minutes"));
    QString text = tr("not measured yet");
    if (!m_points.empty()) {
        const auto [low, high] = std::ranges::minmax_element(m_points, {}, &LatencyHistory::Point::latency);
        text = tr("lowest %1, highest %2, last %3")
                   .arg(Format::latency(low->latency), Format::latency(high->latency),
                        Format::latency(m_points.back().latency));
    }
    setAccessibleDescription(text);
    setToolTip(text);
}

} // namespace signalbox
