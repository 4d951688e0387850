#pragma once

#include "ui/connections/latencyhistory.h"

#include <QWidget>

#include <vector>

namespace signalbox {

//! The latencies of one connection over the last minutes. Painted here: Qt Charts would be loaded at every start, also that of
//! a server without a window (three libraries, 1.1 MiB, 2.5 ms), and knows neither the palette of the window nor a text for
//! those who do not see the picture.
class LatencyChart final : public QWidget
{
    Q_OBJECT
public:
    explicit LatencyChart(QWidget *parent = nullptr);

    //! Shows \a points, oldest first, of the time up to \a now.
    void setPoints(std::vector<LatencyHistory::Point> points, WallTime now);
    //! Returns the latency at the upper line: the smallest of 1, 2 and 5 times a power of ten that is above all points.
    Nanoseconds top() const { return m_top; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QRectF plotArea() const;
    QPointF positionOf(const LatencyHistory::Point &point, const QRectF &area) const;
    void describe();

    std::vector<LatencyHistory::Point> m_points;
    WallTime m_now;
    Nanoseconds m_top{};
};

} // namespace signalbox
