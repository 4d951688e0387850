#include "ui/messages/payloadedit.h"

#include <QMimeData>
#include <QStringMatcher>
#include <QTextBlock>
#include <QTextCursor>

#include <algorithm>

namespace signalbox {

namespace {

constexpr int SliceLines = 1500;
constexpr int Folded = 1;          // user state of a block that goes on in the next one
constexpr int MarkedMatches = 500; // from the current one on; each needs a cursor

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

void PayloadEdit::showText(PayloadSource source)
{
    m_nextSlice.stop();
    m_matches.clear();
    setExtraSelections({});
    clear();
    m_source = std::move(source);
    m_folder = LineFolder(MaxLine);
    m_rest.clear();
    m_hasFolded = false;
    addSlice();
    moveCursor(QTextCursor::Start);
}

void PayloadEdit::addSlice()
{
    if (m_rest.isEmpty())
        m_rest = m_source->next();
    qsizetype end = 0;
    for (int lines = 0; lines < SliceLines && end < m_rest.size(); ++lines) {
        const qsizetype feed = m_rest.indexOf(u'\n', end);
        end = feed < 0 ? m_rest.size() : feed + 1;
    }
    insert(m_folder.fold(QStringView(m_rest).first(end)));
    m_rest.remove(0, end);
    if (blockCount() >= MaxLines) {
        insert(m_folder.fold(
            tr("\n… more lines than can be shown. Copy or save the payload to read all of it.")));
        end = 0;
    }
    if (end > 0)
        m_nextSlice.start(0);
    else
        m_source.reset();
    Q_EMIT extended();
}

void PayloadEdit::insert(const FoldedText &slice)
{
    QTextCharFormat markFormat;
    markFormat.setForeground(palette().brush(QPalette::PlaceholderText));
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    const int begin = cursor.position();
    cursor.beginEditBlock(); // as one change: Qt lays out a block at once if the change is within it
    cursor.insertText(slice.text, QTextCharFormat());
    for (const qsizetype mark : slice.marks) {
        cursor.setPosition(begin + int(mark));
        cursor.setPosition(begin + int(mark) + 1, QTextCursor::KeepAnchor);
        cursor.setCharFormat(markFormat);
        cursor.block().setUserState(Folded);
    }
    cursor.endEditBlock();
    m_hasFolded = m_hasFolded || !slice.marks.isEmpty();
}

int PayloadEdit::search(const QString &text)
{
    m_matches.clear();
    setExtraSelections({});
    if (text.isEmpty())
        return 0;
    // The text without folds, and where each block of the document begins in it.
    QString whole;
    std::vector<std::pair<qsizetype, int>> blocks;
    whole.reserve(document()->characterCount());
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        blocks.emplace_back(whole.size(), block.position());
        const QString line = block.text();
        if (block.userState() == Folded)
            whole.append(QStringView(line).chopped(1));
        else
            whole.append(line).append(u'\n');
    }
    auto block = blocks.begin();
    const auto positionOf = [&block, &blocks](qsizetype at) {
        while (block + 1 != blocks.end() && (block + 1)->first <= at)
            ++block;
        return block->second + int(at - block->first);
    };
    const QStringMatcher matcher(text, Qt::CaseInsensitive);
    qsizetype at = matcher.indexIn(whole);
    while (at >= 0 && int(m_matches.size()) < MaxMatches) {
        const int begin = positionOf(at);
        at += text.size();
        m_matches.push_back({begin, positionOf(at - 1) + 1});
        at = matcher.indexIn(whole, at);
    }
    return int(m_matches.size());
}

int PayloadEdit::firstMatch() const
{
    const int here = textCursor().selectionStart();
    const auto found = std::ranges::lower_bound(m_matches, here, std::less{}, &Match::begin);
    return found == m_matches.end() ? 0 : int(found - m_matches.begin());
}

QTextCursor PayloadEdit::cursorOf(const Match &match) const
{
    QTextCursor cursor(document());
    cursor.setPosition(match.begin);
    cursor.setPosition(match.end, QTextCursor::KeepAnchor);
    return cursor;
}

void PayloadEdit::showMatch(int number)
{
    QColor color = palette().color(QPalette::Highlight);
    color.setAlpha(70);
    QList<QTextEdit::ExtraSelection> marks;
    const int first = std::max(0, number - MarkedMatches / 2);
    for (int i = first; i < std::min(int(m_matches.size()), first + MarkedMatches); ++i) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = cursorOf(m_matches[std::size_t(i)]);
        mark.format.setBackground(color);
        marks.append(mark);
    }
    setExtraSelections(marks);
    setTextCursor(cursorOf(m_matches[std::size_t(number)]));
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
