#pragma once

#include <QStyledItemDelegate>

namespace signalbox {

//! A cell with a small drawn mark at its leading edge and its text behind it, in the colours of palette and
//! selection.
class MarkDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const final;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const final;

protected:
    //! Draws into the square \a area. Use \a foreground alone if \a isSelected: accents do not stand out
    //! there; otherwise an accent chosen for \a background.
    struct MarkColors
    {
        QColor foreground;
        QColor background;
        bool isSelected = false;
    };
    virtual void paintMark(QPainter &painter, const QRectF &area, const QModelIndex &index,
                           const MarkColors &colors) const = 0;
};

} // namespace signalbox
