#pragma once

#include <QStyledItemDelegate>

namespace signalbox {

//! A cell with room to breathe, in the colours of palette and selection; in some columns with a small drawn
//! mark at its leading edge.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    //! Between the edge of a cell and what is in it, more than Qt leaves: numbers end where the next words
    //! begin.
    static int padding(const QFontMetrics &metrics);
    static int rowHeight(const QFontMetrics &metrics);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const final;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const final;

protected:
    struct MarkColors
    {
        QColor foreground;
        QColor background;
        bool isSelected = false;
    };
    virtual bool hasMark() const { return false; }
    //! Draws into the square \a area. Use the foreground alone if selected: accents do not stand out there;
    //! otherwise an accent chosen for the background.
    virtual void paintMark(QPainter &painter, const QRectF &area, const QModelIndex &index,
                           const MarkColors &colors) const;
};

} // namespace signalbox
