#include "ui/messages/payloadedit.h"

#include <QMimeData>
#include <QTextBlock>
#include <QTextCursor>

#include <algorithm>

namespace signalbox {

namespace {

constexpr int SliceLines = 1500;
constexpr int Folded = 1; // user state of a block that goes on in the next one

} // namespace

PayloadEdit::PayloadEdit(QWidget *parent)
    : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_nextSlice.setSingleShot(true);
    connect(&m_nextSlice, &QTimer::timeout, this, &PayloadEdit::addSlice);
}

void PayloadEdit::showText(const QString &text, bool wrap)
{
    m_nextSlice.stop();
    clear();
    setLineWrapMode(wrap ? WidgetWidth : NoWrap);
    m_text = foldLines(text, MaxLine);
    m_hasFolded = !m_text.marks.isEmpty();
    m_shown = 0;
    m_shownMarks = 0;
    addSlice();
    moveCursor(QTextCursor::Start);
}

void PayloadEdit::addSlice()
{
    qsizetype end = m_shown;
    for (int lines = 0; lines < SliceLines && end < m_text.text.size(); ++lines) {
        const qsizetype feed = m_text.text.indexOf(u'\n', end);
        end = feed < 0 ? m_text.text.size() : feed + 1;
    }
    QTextCharFormat markFormat;
    markFormat.setForeground(palette().brush(QPalette::PlaceholderText));
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    cursor.beginEditBlock(); // as one change: Qt lays out a block at once if the change is within it
    cursor.insertText(m_text.text.sliced(m_shown, end - m_shown), QTextCharFormat());
    for (; m_shownMarks < m_text.marks.size() && m_text.marks[m_shownMarks] < end; ++m_shownMarks) {
        const int mark = int(m_text.marks[m_shownMarks]);
        cursor.setPosition(mark);
        cursor.setPosition(mark + 1, QTextCursor::KeepAnchor);
        cursor.setCharFormat(markFormat);
        cursor.block().setUserState(Folded);
    }
    cursor.endEditBlock();
    m_shown = end;
    if (end < m_text.text.size())
        m_nextSlice.start(0);
    else
        m_text = {};
}

QMimeData *PayloadEdit::createMimeDataFromSelection() const
{
    const QTextCursor selection = textCursor();
    QString text;
    for (QTextBlock block = document()->findBlock(selection.selectionStart());
         block.isValid() && block.position() < selection.selectionEnd(); block = block.next()) {
        const bool isFolded = block.userState() == Folded;
        const int length = block.length() - (isFolded ? 2 : 0); // without mark and line feed
        const int from = std::max(0, selection.selectionStart() - block.position());
        const int to = std::min(length, selection.selectionEnd() - block.position());
        const QString line = block.text() + u'\n';
        if (from < to)
            text.append(QStringView(line).sliced(from, to - from));
    }
    auto *mime = new QMimeData;
    mime->setText(text);
    return mime;
}

} // namespace signalbox
