#include "ui/connections/celldelegate.h"

#include <QApplication>
#include <QPainter>

namespace signalbox {

namespace {

int markSize(const QStyleOptionViewItem &option)
{
    return option.fontMetrics.ascent();
}

QStyle &styleOf(const QStyleOptionViewItem &option)
{
    return option.widget ? *option.widget->style() : *QApplication::style();
}

QPalette::ColorGroup groupOf(const QStyleOptionViewItem &option)
{
    if (!(option.state & QStyle::State_Enabled))
        return QPalette::Disabled;
    return option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
}

} // namespace

int CellDelegate::padding(const QFontMetrics &metrics)
{
    return metrics.averageCharWidth() * 3 / 4;
}

int CellDelegate::rowHeight(const QFontMetrics &metrics)
{
    return metrics.height() + metrics.height() / 3 + 2;
}

QColor CellDelegate::fadedColor(const QPalette &palette, QPalette::ColorGroup group)
{
    constexpr float textPart = 0.7F;
    const QColor text = palette.color(group, QPalette::Text);
    const QColor base = palette.color(group, QPalette::Base);
    const auto mixed = [](float one, float other) { return one * textPart + other * (1 - textPart); };
    return QColor::fromRgbF(mixed(text.redF(), base.redF()), mixed(text.greenF(), base.greenF()),
                            mixed(text.blueF(), base.blueF()));
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = std::exchange(cell.text, {});
    styleOf(cell).drawControl(QStyle::CE_ItemViewItem, &cell, painter,
                              cell.widget); // background, selection, focus

    const QPalette::ColorGroup group = groupOf(cell);
    const bool isSelected = cell.state & QStyle::State_Selected;
    const bool isFaded = !isSelected && index.data(FadedRole).toBool();
    const QColor foreground =
        isFaded ? fadedColor(cell.palette, group)
                : cell.palette.color(group, isSelected ? QPalette::HighlightedText : QPalette::Text);
    const QColor background = cell.palette.color(group, isSelected ? QPalette::Highlight : QPalette::Base);

    const int space = padding(cell.fontMetrics);
    QRect textRect = cell.rect.adjusted(space, 0, -space, 0);
    painter->save();
    painter->setClipRect(cell.rect);
    if (hasMark()) {
        const int size = markSize(cell);
        const QRect mark =
            QStyle::alignedRect(cell.direction, Qt::AlignLeft | Qt::AlignVCenter, {size, size}, textRect);
        paintMark(*painter, mark, index, {foreground, background, isSelected});
        if (cell.direction == Qt::RightToLeft)
            textRect.setRight(mark.left() - space);
        else
            textRect.setLeft(mark.right() + space);
    }
    painter->setFont(cell.font);
    painter->setPen(foreground);
    painter->drawText(textRect, int(cell.displayAlignment) | Qt::TextSingleLine,
                      cell.fontMetrics.elidedText(text, cell.textElideMode, textRect.width()));
    painter->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const int space = padding(cell.fontMetrics);
    const int mark = hasMark() ? markSize(cell) + space : 0;
    return {cell.fontMetrics.horizontalAdvance(cell.text) + mark + 2 * space, rowHeight(cell.fontMetrics)};
}

void CellDelegate::paintMark(QPainter &, const QRectF &, const QModelIndex &, const MarkColors &) const {}

} // namespace signalbox
