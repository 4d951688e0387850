#include "ui/composer/composeredit.h"

#include <QFontDatabase>
#include <QKeyEvent>

namespace signalbox {

namespace {

constexpr int MinimumLines = 2;
constexpr int WantedLines = 5;

} // namespace

ComposerEdit::ComposerEdit(QWidget *parent)
    : QPlainTextEdit(parent)
{
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setTabChangesFocus(true);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
}

QSize ComposerEdit::minimumSizeHint() const
{
    return {120, MinimumLines * fontMetrics().lineSpacing() + 14};
}

QSize ComposerEdit::sizeHint() const
{
    return {320, WantedLines * fontMetrics().lineSpacing() + 14};
}

void ComposerEdit::keyPressEvent(QKeyEvent *event)
{
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    if (control && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        Q_EMIT sendPressed();
    else if (control && event->key() == Qt::Key_Up)
        Q_EMIT olderPressed();
    else if (control && event->key() == Qt::Key_Down)
        Q_EMIT newerPressed();
    else
        QPlainTextEdit::keyPressEvent(event);
}

} // namespace signalbox
