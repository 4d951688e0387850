#pragma once

#include "ui/messages/payloadsearch.h"

#include <QAbstractScrollArea>
#include <QByteArray>
#include <QTimer>

#include <vector>

class QAction;

namespace signalbox {

//! Shows bytes: offset, hex digits, ASCII. Sixteen bytes a line, or eight where the view is too narrow. Paints only the lines
//! in sight, so the number of bytes does not matter. Bytes are selected with mouse and keyboard and copied as hex digits,
//! text or a C array.
class HexView final : public QAbstractScrollArea, public PayloadSearch
{
    Q_OBJECT
public:
    explicit HexView(QWidget *parent = nullptr);

    void setBytes(const QByteArray &bytes);
    const QByteArray &bytes() const { return m_bytes; }
    void retranslate();

    //! Returns the selected bytes; all if none is selected.
    QByteArray selectedBytes() const;
    //! Selects the bytes from \a first to \a last.
    void select(qsizetype first, qsizetype last);
    //! Returns 16 or 8.
    int bytesPerLine() const { return m_perLine; }
    //! Returns where the hex digits of \a byte are painted, in coordinates of the viewport.
    QRect rectOf(qsizetype byte) const;

    //! Finds text in the encoding UTF-8, and bytes if \a text has pairs of hex digits.
    int search(const QString &text) override;
    int firstMatch() const override;
    void showMatch(int number) override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Match
    {
        qsizetype at = 0;
        qsizetype length = 0;

        friend bool operator==(const Match &, const Match &) = default;
    };

    void updateLayout();
    void findBytes(const QByteArray &bytes, bool anyCase);
    void moveTo(qsizetype byte, bool extend);
    void dragTo(QPoint at);
    void copyHex();
    void copyText();
    void copyArray();
    qsizetype byteAt(QPoint at) const;
    qsizetype lines() const { return (m_bytes.size() + m_perLine - 1) / m_perLine; }
    int linesInView() const;
    int columnOfHex(int byteInLine) const;
    int columnOfAscii() const { return columnOfHex(m_perLine - 1) + 4; }
    int xOf(int column) const;
    bool isSelected(qsizetype byte) const;
    void paintLine(QPainter &painter, qsizetype line, int y) const;
    void markBytes(QPainter &painter, qsizetype line, int y) const;
    std::vector<bool> matchedBytes(qsizetype begin, qsizetype end) const;

    QByteArray m_bytes;
    int m_perLine = 16;
    int m_offsetDigits = 6;
    qsizetype m_anchor = -1; //!< -1: nothing is selected
    qsizetype m_current = 0;
    std::vector<Match> m_matches; //!< ascending
    qsizetype m_longestMatch = 0;
    QPoint m_dragAt;
    QTimer m_scrollWhileDragging;
    QAction *m_copyHex;
    QAction *m_copyText;
    QAction *m_copyArray;
    QAction *m_selectAll;
};

} // namespace signalbox
