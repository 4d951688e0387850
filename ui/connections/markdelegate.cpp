#include "ui/connections/markdelegate.h"

#include <QApplication>
#include <QPainter>

namespace signalbox {

namespace {

int textMargin(const QStyle &style, const QWidget *widget)
{
    return style.pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, widget) + 1; // as Qt's own cells have it
}

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

void MarkDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = std::exchange(cell.text, {});
    QStyle &style = styleOf(cell);
    style.drawControl(QStyle::CE_ItemViewItem, &cell, painter,
                      cell.widget); // background, selection and focus

    const QPalette::ColorGroup group = groupOf(cell);
    const bool isSelected = cell.state & QStyle::State_Selected;
    const QColor foreground =
        cell.palette.color(group, isSelected ? QPalette::HighlightedText : QPalette::Text);
    const QColor background = cell.palette.color(group, isSelected ? QPalette::Highlight : QPalette::Base);

    const int margin = textMargin(style, cell.widget);
    const QRect content = cell.rect.adjusted(margin, 0, -margin, 0);
    const int size = markSize(cell);
    const QRect mark =
        QStyle::alignedRect(cell.direction, Qt::AlignLeft | Qt::AlignVCenter, {size, size}, content);
    const int taken = size + 2 * margin;
    const QRect words = cell.direction == Qt::RightToLeft ? content.adjusted(0, 0, -taken, 0)
                                                          : content.adjusted(taken, 0, 0, 0);

    painter->save();
    painter->setClipRect(cell.rect);
    paintMark(*painter, mark, index, {foreground, background, isSelected});
    painter->setFont(cell.font);
    painter->setPen(foreground);
    painter->drawText(words, int(cell.displayAlignment) | Qt::TextSingleLine,
                      cell.fontMetrics.elidedText(text, cell.textElideMode, words.width()));
    painter->restore();
}

QSize MarkDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    return size.expandedTo({0, markSize(cell)}) +
           QSize(markSize(cell) + 2 * textMargin(styleOf(cell), cell.widget), 0);
}

} // namespace signalbox
