#include "ui/theme/icons.h"

#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <QPixmapCache>

#include <algorithm>

// Icons are painted, not loaded: they follow the palette and need no SVG plugin. The canvas is 16 by 16;
// strokes are 1.5 wide. To add an icon: a name in the enum and a case in shapeOf().

namespace signalbox {

namespace {

constexpr qreal Canvas = 16.0;
constexpr qreal StrokeWidth = 1.5;

//! The paths of an icon, in canvas coordinates.
struct Shape
{
    QPainterPath strokes;
    QPainterPath fills;
};

void addLine(QPainterPath &path, QPointF from, QPointF to)
{
    path.moveTo(from);
    path.lineTo(to);
}

void addCross(QPainterPath &path, QRectF area)
{
    addLine(path, area.topLeft(), area.bottomRight());
    addLine(path, area.topRight(), area.bottomLeft());
}

void addPolygon(QPainterPath &path, std::initializer_list<QPointF> points)
{
    path.addPolygon(QPolygonF(QList<QPointF>(points)));
    path.closeSubpath();
}

Shape closeAllShape()
{
    Shape shape;
    shape.strokes.addRoundedRect({5.25, 5.25, 9, 9}, 1.5, 1.5);
    addCross(shape.strokes, {7.75, 7.75, 4, 4});
    shape.strokes.moveTo(2, 11);
    shape.strokes.lineTo(2, 3.5);
    shape.strokes.quadTo(2, 2, 3.5, 2);
    shape.strokes.lineTo(11, 2);
    return shape;
}

Shape pingShape()
{
    Shape shape;
    shape.fills.addEllipse(QPointF(3.5, 12.5), 1.75, 1.75);
    shape.strokes.arcMoveTo({-2.5, 6.5, 12, 12}, 0);
    shape.strokes.arcTo({-2.5, 6.5, 12, 12}, 0, 90);
    shape.strokes.arcMoveTo({-7, 2, 21, 21}, 0);
    shape.strokes.arcTo({-7, 2, 21, 21}, 0, 90);
    return shape;
}

Shape copyShape()
{
    Shape shape;
    shape.strokes.addRoundedRect({5.5, 5.5, 8.5, 8.5}, 1.2, 1.2);
    shape.strokes.moveTo(2.75, 10.5);
    shape.strokes.lineTo(2.25, 10.5);
    shape.strokes.lineTo(2.25, 2.25);
    shape.strokes.lineTo(10.5, 2.25);
    shape.strokes.lineTo(10.5, 2.75);
    return shape;
}

Shape openPageShape()
{
    Shape shape;
    shape.strokes.moveTo(7, 3);
    shape.strokes.lineTo(2.5, 3);
    shape.strokes.lineTo(2.5, 13.5);
    shape.strokes.lineTo(13, 13.5);
    shape.strokes.lineTo(13, 9);
    addLine(shape.strokes, {7.5, 8.5}, {13.5, 2.5});
    shape.strokes.moveTo(9.75, 2.5);
    shape.strokes.lineTo(13.5, 2.5);
    shape.strokes.lineTo(13.5, 6.25);
    return shape;
}

Shape clearShape()
{
    Shape shape;
    addLine(shape.strokes, {2.5, 4.25}, {13.5, 4.25});
    addLine(shape.strokes, {6.25, 2.25}, {9.75, 2.25});
    addPolygon(shape.strokes, {{3.75, 4.5}, {12.25, 4.5}, {11.5, 14}, {4.5, 14}});
    addLine(shape.strokes, {6.75, 7}, {6.75, 11.5});
    addLine(shape.strokes, {9.25, 7}, {9.25, 11.5});
    return shape;
}

Shape shapeOf(Icon icon)
{
    Shape shape;
    switch (icon) {
    case Icon::Kick: // a "no entry" sign
        shape.strokes.addEllipse(QPointF(8, 8), 6.25, 6.25);
        addLine(shape.strokes, {3.6, 3.6}, {12.4, 12.4});
        break;
    case Icon::Close:
        addCross(shape.strokes, {3.5, 3.5, 9, 9});
        break;
    case Icon::CloseAll:
        return closeAllShape();
    case Icon::Ping:
        return pingShape();
    case Icon::Copy:
        return copyShape();
    case Icon::Filter:
        addPolygon(shape.strokes,
                   {{2, 2.75}, {14, 2.75}, {9.5, 8.25}, {9.5, 11.75}, {6.5, 13.75}, {6.5, 8.25}});
        break;
    case Icon::Start:
        addPolygon(shape.fills, {{4, 2.5}, {13.5, 8}, {4, 13.5}});
        break;
    case Icon::Stop:
        shape.fills.addRoundedRect({3.25, 3.25, 9.5, 9.5}, 1, 1);
        break;
    case Icon::OpenPage:
        return openPageShape();
    case Icon::Pause:
        shape.fills.addRoundedRect({3.75, 3, 3, 10}, 0.75, 0.75);
        shape.fills.addRoundedRect({9.25, 3, 3, 10}, 0.75, 0.75);
        break;
    case Icon::Follow:
        addLine(shape.strokes, {8, 2}, {8, 10.5});
        shape.strokes.moveTo(4.25, 7);
        shape.strokes.lineTo(8, 10.75);
        shape.strokes.lineTo(11.75, 7);
        addLine(shape.strokes, {3, 13.75}, {13, 13.75});
        break;
    case Icon::Clear:
        return clearShape();
    case Icon::Send:
        addPolygon(shape.strokes, {{2, 2.5}, {14.25, 8}, {2, 13.5}, {4.25, 8}});
        addLine(shape.strokes, {4.25, 8}, {9, 8});
        break;
    case Icon::Find: // a magnifying glass
        shape.strokes.addEllipse(QPointF(6.75, 6.75), 4.5, 4.5);
        addLine(shape.strokes, {10.25, 10.25}, {14, 14});
        break;
    case Icon::Save: // an arrow into a tray
        addLine(shape.strokes, {8, 2}, {8, 9.5});
        shape.strokes.moveTo(4.75, 6.5);
        shape.strokes.lineTo(8, 9.75);
        shape.strokes.lineTo(11.25, 6.5);
        shape.strokes.moveTo(2.5, 10.5);
        shape.strokes.lineTo(2.5, 13.75);
        shape.strokes.lineTo(13.5, 13.75);
        shape.strokes.lineTo(13.5, 10.5);
        break;
    case Icon::Add:
        addLine(shape.strokes, {8, 3}, {8, 13});
        addLine(shape.strokes, {3, 8}, {13, 8});
        break;
    case Icon::Ban: // a padlock
        shape.strokes.addRoundedRect({3.25, 7, 9.5, 6.75}, 1.2, 1.2);
        shape.strokes.moveTo(5.25, 6.75);
        shape.strokes.lineTo(5.25, 5);
        shape.strokes.arcTo({5.25, 2.25, 5.5, 5.5}, 180, -180);
        shape.strokes.lineTo(10.75, 6.75);
        shape.fills.addEllipse(QPointF(8, 10.4), 1, 1);
        break;
    }
    return shape;
}

//! Draws an icon when it is shown, in the size that is asked for: making the icons of a window must not take time.
class ShapeEngine final : public QIconEngine
{
public:
    ShapeEngine(Icon icon, const QPalette &palette)
        : m_icon(icon)
        , m_normal(palette.color(QPalette::Active, QPalette::ButtonText))
        , m_disabled(palette.color(QPalette::Disabled, QPalette::ButtonText))
        , m_selected(palette.color(QPalette::Active, QPalette::HighlightedText))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const Shape shape = shapeOf(m_icon);
        const QColor color = colorOf(mode);
        const int size = std::min(rect.width(), rect.height());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(rect.x() + (rect.width() - size) / 2.0, rect.y() + (rect.height() - size) / 2.0);
        painter->scale(size / Canvas, size / Canvas);
        painter->fillPath(shape.fills, color);
        painter->strokePath(shape.strokes,
                            QPen(color, StrokeWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->restore();
    }
    //! \a size in pixels of the device.
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        const QString key = QStringLiteral("signalbox-icon-%1-%2-%3x%4")
                                .arg(int(m_icon))
                                .arg(colorOf(mode).rgba(), 0, 16)
                                .arg(size.width())
                                .arg(size.height());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, pixmap.rect(), mode, state);
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }
    QIconEngine *clone() const override { return new ShapeEngine(*this); }

private:
    QColor colorOf(QIcon::Mode mode) const
    {
        return mode == QIcon::Disabled ? m_disabled : mode == QIcon::Selected ? m_selected : m_normal;
    }

    Icon m_icon;
    QColor m_normal;
    QColor m_disabled;
    QColor m_selected;
};

} // namespace

QIcon makeIcon(Icon icon, const QPalette &palette)
{
    return QIcon(new ShapeEngine(icon, palette));
}

} // namespace signalbox
