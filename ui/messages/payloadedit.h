#pragma once

#include "ui/messages/payloadtext.h"

#include <QPlainTextEdit>
#include <QTimer>

namespace signalbox {

//! Shows a payload. Long lines are folded, and a payload of many lines is added in slices, so that no payload delays the
//! window. What is selected and copied has its original lines.
class PayloadEdit final : public QPlainTextEdit
{
    Q_OBJECT
public:
    static constexpr qsizetype MaxLine = 1000; //!< UTF-16 units

    explicit PayloadEdit(QWidget *parent = nullptr);

    //! Shows \a text, whose lines end in line feeds. \a wrap: lines are wrapped at the width of the view.
    void showText(const QString &text, bool wrap);
    bool hasFoldedLines() const { return m_hasFolded; }

protected:
    QMimeData *createMimeDataFromSelection() const override;

private:
    void addSlice();

    FoldedText m_text; //!< empty when all of it is shown
    qsizetype m_shown = 0;
    qsizetype m_shownMarks = 0;
    bool m_hasFolded = false;
    QTimer m_nextSlice;
};

} // namespace signalbox
