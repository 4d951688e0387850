#pragma once

#include <QStyledItemDelegate>

namespace signalbox {

//! Paints a cell with wider padding than the style, in the colours of palette and selection; a subclass may
//! paint a small mark at the leading edge.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    enum Role {
        FadedRole = Qt::UserRole + 100, //!< bool: the text is painted as that of something that is over
    };
    //! Returns the colour of a faded text: between those of \a palette, with a contrast of more than 4.5:1.
    static QColor fadedColor(const QPalette &palette, QPalette::ColorGroup group);

    //! The space between the edge of a cell and its content. Wider than in Qt, to separate a right-aligned
    //! number from the text in the next column.
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
    //! Paints the mark into the square \a area. In a selected cell use only the foreground, because accent
    //! colours have too little contrast there; otherwise an accent colour for the background.
    virtual void paintMark(QPainter &painter, const QRectF &area, const QModelIndex &index,
                           const MarkColors &colors) const;
};

} // namespace signalbox
