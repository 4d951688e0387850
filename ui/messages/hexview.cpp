#include "ui/messages/hexview.h"

#include "ui/messages/hextext.h"
#include "ui/messages/payloadtext.h"

#include <QAction>
#include <QByteArrayMatcher>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr int Margin = 4; // pixels
constexpr auto DragScrollInterval = 50ms;

char lowerAscii(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

QByteArray lowerAscii(const QByteArray &bytes)
{
    QByteArray lower = bytes;
    std::ranges::transform(lower, lower.begin(), [](char c) { return lowerAscii(c); });
    return lower;
}

} // namespace

HexView::HexView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_copyHex(new QAction(this))
    , m_copyText(new QAction(this))
    , m_copyArray(new QAction(this))
    , m_selectAll(new QAction(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    viewport()->setCursor(Qt::IBeamCursor);
    m_copyHex->setObjectName(u"copyHexAction"_s);
    m_copyText->setObjectName(u"copyTextAction"_s);
    m_copyArray->setObjectName(u"copyArrayAction"_s);
    m_selectAll->setObjectName(u"selectAllAction"_s);
    m_copyHex->setShortcut(QKeySequence::Copy);
    m_selectAll->setShortcut(QKeySequence::SelectAll);
    for (QAction *action : {m_copyHex, m_copyText, m_copyArray, m_selectAll}) {
        action->setShortcutContext(Qt::WidgetShortcut);
        addAction(action);
    }
    connect(m_copyHex, &QAction::triggered, this, &HexView::copyHex);
    connect(m_copyText, &QAction::triggered, this, &HexView::copyText);
    connect(m_copyArray, &QAction::triggered, this, &HexView::copyArray);
    connect(m_selectAll, &QAction::triggered, this, [this] { select(0, m_bytes.size() - 1); });
    connect(&m_scrollWhileDragging, &QTimer::timeout, this, [this] { dragTo(m_dragAt); });
    retranslate();
    updateLayout();
}

void HexView::setBytes(const QByteArray &bytes)
{
    m_bytes = bytes;
    m_anchor = -1;
    m_current = 0;
    m_matches.clear();
    for (QAction *action : {m_copyHex, m_copyText, m_copyArray, m_selectAll})
        action->setEnabled(!bytes.isEmpty());
    updateLayout();
    verticalScrollBar()->setValue(0);
    horizontalScrollBar()->setValue(0);
}

void HexView::retranslate()
{
    m_copyHex->setText(tr("Copy as &Hex"));
    m_copyText->setText(tr("Copy as &Text"));
    m_copyArray->setText(tr("Copy as &C Array"));
    m_selectAll->setText(tr("Select &All"));
    setAccessibleName(tr("Bytes of the payload"));
}

QByteArray HexView::selectedBytes() const
{
    if (m_anchor < 0)
        return m_bytes;
    const auto [first, last] = std::minmax(m_anchor, m_current);
    return m_bytes.sliced(first, last - first + 1);
}

void HexView::select(qsizetype first, qsizetype last)
{
    if (m_bytes.isEmpty())
        return;
    m_anchor = std::clamp<qsizetype>(first, 0, m_bytes.size() - 1);
    m_current = std::clamp<qsizetype>(last, 0, m_bytes.size() - 1);
    viewport()->update();
}

void HexView::updateLayout()
{
    const QFontMetricsF metrics(font());
    m_offsetDigits = m_bytes.size() > 0xFFFFFF ? 8 : 6;
    m_perLine = 16;
    if (xOf(columnOfAscii() + m_perLine) + Margin > viewport()->width())
        m_perLine = 8;
    const int width = xOf(columnOfAscii() + m_perLine) + Margin;
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(int(std::ceil(metrics.horizontalAdvance(u'0'))));
    verticalScrollBar()->setRange(0, int(std::max<qsizetype>(0, lines() - linesInView())));
    verticalScrollBar()->setPageStep(linesInView());
    viewport()->update();
}

int HexView::linesInView() const
{
    return std::max(1, (viewport()->height() - 2 * Margin) / fontMetrics().height());
}

int HexView::columnOfHex(int byteInLine) const
{
    return m_offsetDigits + 2 + 3 * byteInLine + (byteInLine >= 8 ? 1 : 0);
}

int HexView::xOf(int column) const
{
    return Margin + int(std::lround(QFontMetricsF(font()).horizontalAdvance(u'0') * column));
}

QRect HexView::rectOf(qsizetype byte) const
{
    const int column = columnOfHex(int(byte % m_perLine));
    const int left = xOf(column) - horizontalScrollBar()->value();
    const int y = Margin + int(byte / m_perLine - verticalScrollBar()->value()) * fontMetrics().height();
    return {left, y, xOf(column + 2) - xOf(column), fontMetrics().height()};
}

bool HexView::isSelected(qsizetype byte) const
{
    const auto [first, last] = std::minmax(m_anchor, m_current);
    return m_anchor >= 0 && byte >= first && byte <= last;
}

void HexView::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(viewport());
    painter.setFont(font());
    painter.translate(-horizontalScrollBar()->value(), 0);
    int y = Margin;
    for (qsizetype line = verticalScrollBar()->value(); line < lines() && y < viewport()->height();
         ++line, y += fontMetrics().height()) {
        markBytes(painter, line, y);
        paintLine(painter, line, y);
    }
}

//! Paints what is behind the digits: matches, the selection, and the current byte.
void HexView::markBytes(QPainter &painter, qsizetype line, int y) const
{
    const qsizetype begin = line * m_perLine;
    const qsizetype end = std::min<qsizetype>(begin + m_perLine, m_bytes.size());
    QColor matchColor = palette().color(QPalette::Highlight);
    matchColor.setAlpha(70);
    const std::vector<bool> matched = matchedBytes(begin, end);
    for (qsizetype byte = begin; byte < end; ++byte) {
        const bool isMatch = matched[std::size_t(byte - begin)];
        const bool isCurrent = byte == m_current && hasFocus();
        if (!isSelected(byte) && !isMatch && !isCurrent)
            continue;
        const int column = columnOfHex(int(byte - begin));
        const int ascii = columnOfAscii() + int(byte - begin);
        const QRect hexRect(xOf(column), y, xOf(column + 2) - xOf(column), fontMetrics().height());
        const QRect asciiRect(xOf(ascii), y, xOf(ascii + 1) - xOf(ascii), fontMetrics().height());
        for (const QRect &rect : {hexRect, asciiRect}) {
            if (isSelected(byte))
                painter.fillRect(rect, palette().brush(QPalette::Highlight));
            else if (isMatch)
                painter.fillRect(rect, matchColor);
            if (isCurrent) {
                painter.setPen(palette().color(QPalette::Text));
                painter.drawRect(rect.adjusted(0, 0, -1, -1));
            }
        }
    }
}

//! Returns which of the bytes from \a begin to \a end are part of a match.
std::vector<bool> HexView::matchedBytes(qsizetype begin, qsizetype end) const
{
    std::vector<bool> matched(std::size_t(end - begin), false);
    auto match = std::ranges::lower_bound(m_matches, begin - m_longestMatch, std::less{}, &Match::at);
    for (; match != m_matches.end() && match->at < end; ++match) {
        for (qsizetype byte = std::max(begin, match->at); byte < std::min(end, match->at + match->length);
             ++byte)
            matched[std::size_t(byte - begin)] = true;
    }
    return matched;
}

void HexView::paintLine(QPainter &painter, qsizetype line, int y) const
{
    const int baseline = y + fontMetrics().ascent();
    const qsizetype begin = line * m_perLine;
    const qsizetype end = std::min<qsizetype>(begin + m_perLine, m_bytes.size());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(xOf(0), baseline, u"%1"_s.arg(begin, m_offsetDigits, 16, QLatin1Char('0')));
    for (qsizetype byte = begin; byte < end; ++byte) {
        const char c = m_bytes[byte];
        const bool isPrintable = c >= 0x20 && c < 0x7F;
        const int number = int(byte - begin);
        painter.setPen(palette().color(isSelected(byte) ? QPalette::HighlightedText : QPalette::Text));
        painter.drawText(xOf(columnOfHex(number)), baseline,
                         QString::fromLatin1(m_bytes.sliced(byte, 1).toHex()));
        if (!isPrintable && !isSelected(byte))
            painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(xOf(columnOfAscii() + number), baseline,
                         isPrintable ? QString(QLatin1Char(c)) : u"."_s);
    }
}

void HexView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    const qsizetype top = qsizetype(verticalScrollBar()->value()) * m_perLine;
    updateLayout();
    verticalScrollBar()->setValue(int(top / m_perLine));
}

void HexView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateLayout();
}

//! Makes \a byte current and visible. \a extend: the selection reaches to it; otherwise nothing is selected.
void HexView::moveTo(qsizetype byte, bool extend)
{
    if (m_bytes.isEmpty())
        return;
    byte = std::clamp<qsizetype>(byte, 0, m_bytes.size() - 1);
    m_anchor = !extend ? -1 : m_anchor < 0 ? m_current : m_anchor;
    m_current = byte;
    const int line = int(byte / m_perLine);
    QScrollBar *bar = verticalScrollBar();
    bar->setValue(std::clamp(bar->value(), line - linesInView() + 1, line));
    setAccessibleDescription(
        tr("Byte %1: %2", "offset and value in hex")
            .arg(QString::number(byte, 16), QString::fromLatin1(m_bytes.sliced(byte, 1).toHex())));
    viewport()->update();
}

void HexView::keyPressEvent(QKeyEvent *event)
{
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool whole = event->modifiers().testFlag(Qt::ControlModifier);
    const qsizetype page = qsizetype(linesInView()) * m_perLine;
    const qsizetype lineBegin = m_current - m_current % m_perLine;
    qsizetype to = m_current;
    switch (event->key()) {
    case Qt::Key_Left:
        to -= 1;
        break;
    case Qt::Key_Right:
        to += 1;
        break;
    case Qt::Key_Up:
        to -= to >= m_perLine ? m_perLine : 0;
        break;
    case Qt::Key_Down:
        to += to + m_perLine < m_bytes.size() ? m_perLine : 0;
        break;
    case Qt::Key_PageUp:
        to = std::max(to - page, to % m_perLine);
        break;
    case Qt::Key_PageDown:
        to += page;
        break;
    case Qt::Key_Home:
        to = whole ? 0 : lineBegin;
        break;
    case Qt::Key_End:
        to = whole ? m_bytes.size() - 1 : lineBegin + m_perLine - 1;
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    moveTo(to, extend);
}

//! Returns the byte at a place of the viewport, or the nearest one.
qsizetype HexView::byteAt(QPoint at) const
{
    const int y = std::max(0, at.y() - Margin) / fontMetrics().height();
    const qsizetype line = std::clamp<qsizetype>(verticalScrollBar()->value() + y, 0, lines() - 1);
    const int x = at.x() + horizontalScrollBar()->value();
    int number = 0;
    if (x >= xOf(columnOfAscii())) {
        while (number + 1 < m_perLine && x >= xOf(columnOfAscii() + number + 1))
            ++number;
    } else {
        while (number + 1 < m_perLine && x >= xOf(columnOfHex(number + 1)))
            ++number;
    }
    return std::min<qsizetype>(line * m_perLine + number, m_bytes.size() - 1);
}

void HexView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_bytes.isEmpty())
        return;
    moveTo(byteAt(event->position().toPoint()), event->modifiers().testFlag(Qt::ShiftModifier));
}

void HexView::mouseMoveEvent(QMouseEvent *event)
{
    if (!event->buttons().testFlag(Qt::LeftButton) || m_bytes.isEmpty())
        return;
    m_dragAt = event->position().toPoint();
    dragTo(m_dragAt);
}

//! Extends the selection; scrolls on while the mouse is above or below the view.
void HexView::dragTo(QPoint at)
{
    const int beyond = at.y() < 0 ? -1 : at.y() >= viewport()->height() ? 1 : 0;
    if (beyond == 0)
        m_scrollWhileDragging.stop();
    else if (!m_scrollWhileDragging.isActive())
        m_scrollWhileDragging.start(DragScrollInterval);
    verticalScrollBar()->setValue(verticalScrollBar()->value() + beyond);
    moveTo(byteAt({at.x(), std::clamp(at.y(), 0, viewport()->height() - 1)}), true);
}

void HexView::mouseReleaseEvent(QMouseEvent * /*event*/)
{
    m_scrollWhileDragging.stop();
}

void HexView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_copyHex, m_copyText, m_copyArray});
    menu->addSeparator();
    menu->addAction(m_selectAll);
    const bool isByMouse = event->reason() == QContextMenuEvent::Mouse;
    menu->popup(isByMouse ? event->globalPos() : viewport()->mapToGlobal(rectOf(m_current).bottomLeft()));
}

void HexView::copyHex()
{
    QGuiApplication::clipboard()->setText(QString::fromLatin1(selectedBytes().toHex(' ')));
}

void HexView::copyText()
{
    QGuiApplication::clipboard()->setText(decodeText(selectedBytes()));
}

void HexView::copyArray()
{
    QGuiApplication::clipboard()->setText(cArrayOf(selectedBytes()));
}

int HexView::search(const QString &text)
{
    m_matches.clear();
    m_longestMatch = 0;
    if (!text.isEmpty()) {
        findBytes(text.toUtf8(), true);
        if (const std::optional<QByteArray> bytes = bytesOfHex(text)) {
            findBytes(*bytes, false);
            std::ranges::sort(m_matches, std::less{},
                              [](const Match &match) { return std::pair(match.at, match.length); });
            m_matches.erase(std::unique(m_matches.begin(), m_matches.end()), m_matches.end());
            m_matches.resize(std::min(m_matches.size(), std::size_t(MaxMatches)));
        }
    }
    viewport()->update();
    return int(m_matches.size());
}

//! Adds the places that have \a bytes, MaxMatches at most. They do not overlap.
void HexView::findBytes(const QByteArray &bytes, bool anyCase)
{
    const QByteArray wanted = anyCase ? lowerAscii(bytes) : bytes;
    const QByteArray all = anyCase ? lowerAscii(m_bytes) : m_bytes;
    m_longestMatch = std::max(m_longestMatch, wanted.size());
    const QByteArrayMatcher matcher(wanted);
    qsizetype at = matcher.indexIn(all);
    for (int count = 0; at >= 0 && count < MaxMatches; ++count) {
        m_matches.push_back({at, wanted.size()});
        at = matcher.indexIn(all, at + wanted.size());
    }
}

int HexView::firstMatch() const
{
    const qsizetype here = m_anchor < 0 ? m_current : std::min(m_anchor, m_current);
    const auto found = std::ranges::lower_bound(m_matches, here, std::less{}, &Match::at);
    return found == m_matches.end() ? 0 : int(found - m_matches.begin());
}

void HexView::showMatch(int number)
{
    const Match &match = m_matches[std::size_t(number)];
    moveTo(match.at + match.length - 1, false);
    moveTo(match.at, false); // the beginning must be in sight, the end if there is room for it
    select(match.at, match.at + match.length - 1);
}

} // namespace signalbox
