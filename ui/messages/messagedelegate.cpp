#include "ui/messages/messagedelegate.h"

#include "ui/messages/messagecells.h"
#include "ui/messages/messagesmodel.h"
#include "ui/theme/accent.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

namespace signalbox {

namespace {

using Meaning = MessageCells::Meaning;

QStyle &styleOf(const QStyleOptionViewItem &cell)
{
    return cell.widget ? *cell.widget->style() : *QApplication::style();
}

QPalette::ColorGroup groupOf(const QStyleOptionViewItem &cell)
{
    if (!(cell.state & QStyle::State_Enabled))
        return QPalette::Disabled;
    return cell.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
}

QColor textColor(const QStyleOptionViewItem &cell)
{
    const bool isSelected = cell.state & QStyle::State_Selected;
    return cell.palette.color(groupOf(cell), isSelected ? QPalette::HighlightedText : QPalette::Text);
}

//! Returns the colour of a badge that is not selected.
QColor colorOf(Meaning meaning, const QStyleOptionViewItem &cell)
{
    constexpr double readable = 4.5;
    const QColor base = cell.palette.color(QPalette::Base);
    switch (meaning) {
    case Meaning::Answer:
        return accentColor(Accent::Good, base);
    case Meaning::Error:
        return accentColor(Accent::Bad, base);
    case Meaning::Control:
        return accentColor(Accent::Notice, base);
    case Meaning::In: {
        const QColor link = cell.palette.color(QPalette::Link);
        return contrastRatio(link, base) >= readable ? link : textColor(cell);
    }
    case Meaning::Out:
        return accentColor(Accent::Brand, base);
    case Meaning::None:
        break;
    }
    return textColor(cell);
}

//! Returns where the style puts the text of \a cell.
QRect textRectOf(const QStyleOptionViewItem &cell)
{
    QStyle &style = styleOf(cell);
    const int margin = style.pixelMetric(QStyle::PM_FocusFrameHMargin, &cell, cell.widget) + 1;
    return style.subElementRect(QStyle::SE_ItemViewItemText, &cell, cell.widget)
        .adjusted(margin, 0, -margin, 0);
}

} // namespace

void MessageDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const bool isBadge = index.column() == MessageCells::Kind;
    const bool isMessage = index.column() == MessageCells::Message && !m_query.isEmpty();
    if (isBadge || isMessage) {
        QStyleOptionViewItem cell = option;
        initStyleOption(&cell, index);
        if (isBadge && !cell.text.isEmpty()) {
            paintBadge(*painter, cell, index);
            return;
        }
        if (isMessage && paintMatches(*painter, cell))
            return;
    }
    QStyledItemDelegate::paint(painter, option, index);
}

void MessageDelegate::paintBadge(QPainter &painter, const QStyleOptionViewItem &cell,
                                 const QModelIndex &index) const
{
    QStyleOptionViewItem empty = cell;
    empty.text.clear();
    styleOf(cell).drawControl(QStyle::CE_ItemViewItem, &empty, &painter, cell.widget);

    const auto meaning = Meaning(index.data(MessagesModel::MeaningRole).toInt());
    const bool isSelected = cell.state & QStyle::State_Selected;
    const QColor color = isSelected ? textColor(cell) : colorOf(meaning, cell);
    const QRect area = textRectOf(cell);
    const QString text = cell.fontMetrics.elidedText(cell.text, Qt::ElideRight, area.width() - 8);
    const QSize size(cell.fontMetrics.horizontalAdvance(text) + 8, cell.fontMetrics.height());
    const QRect box = QStyle::alignedRect(cell.direction, Qt::AlignLeft | Qt::AlignVCenter, size, area);

    painter.save();
    painter.setClipRect(cell.rect);
    painter.setPen(color);
    painter.setFont(cell.font);
    if (meaning != Meaning::None) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    }
    painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, text);
    painter.restore();
}

bool MessageDelegate::paintMatches(QPainter &painter, const QStyleOptionViewItem &cell) const
{
    const QRect area = textRectOf(cell);
    const QString text = cell.fontMetrics.elidedText(cell.text, Qt::ElideRight, area.width());
    const std::vector<TextSpan> spans = m_query.spansIn(text, QueryField::Payload);
    if (spans.empty())
        return false;
    QStyleOptionViewItem empty = cell;
    empty.text.clear();
    styleOf(cell).drawControl(QStyle::CE_ItemViewItem, &empty, &painter, cell.widget);

    const bool isSelected = cell.state & QStyle::State_Selected;
    QTextCharFormat match;
    match.setFontUnderline(true); // the colour does not stand alone
    if (!isSelected) {
        QColor color = accentColor(Accent::Notice, cell.palette.color(QPalette::Base));
        color.setAlpha(70);
        match.setBackground(color);
    }
    QList<QTextLayout::FormatRange> formats;
    for (const TextSpan &span : spans)
        formats.append({int(span.position), int(span.length), match});
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTextDirection(cell.direction);
    QTextLayout layout(text, cell.font, painter.device());
    layout.setTextOption(option);
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(area.width());
    layout.endLayout();

    painter.save();
    painter.setClipRect(cell.rect);
    painter.setPen(textColor(cell));
    layout.draw(&painter, QPointF(area.left(), area.top() + (area.height() - line.height()) / 2));
    painter.restore();
    return true;
}

} // namespace signalbox
