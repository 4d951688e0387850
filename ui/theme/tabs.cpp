#include "ui/theme/tabs.h"

#include "ui/theme/accent.h"
#include "ui/theme/spacing.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace signalbox {

namespace {

constexpr int LineWidth = 2;

} // namespace

TabRow::TabRow(QWidget *parent)
    : QTabBar(parent)
{
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(true);
    setElideMode(Qt::ElideNone);
}

void TabRow::setBadge(int index, const QString &text)
{
    if (index < 0 || index >= m_badges.size() || text == m_badges[index])
        return;
    m_badges[index] = text;
    const int width = QFontMetrics(badgeFont()).horizontalAdvance(text);
    if (width > m_badgeWidths[index]) {
        m_badgeWidths[index] = width;
        setTabText(index, tabText(index)); // lays the tabs out again
    }
    update(tabRect(index));
}

QFont TabRow::titleFont(bool isCurrent) const
{
    QFont font = this->font();
    font.setBold(isCurrent);
    return font;
}

QFont TabRow::badgeFont() const
{
    QFont font = this->font();
    font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

QSize TabRow::tabSizeHint(int index) const
{
    const QFontMetrics bold(titleFont(true)); // the current tab is not wider than before
    const int badge = m_badgeWidths.value(index);
    const int text = bold.horizontalAdvance(tabText(index)) + (badge > 0 ? Spacing::Medium + badge : 0);
    return {text + 2 * Spacing::Large, bold.height() + Spacing::Large + LineWidth};
}

QSize TabRow::minimumTabSizeHint(int index) const
{
    return tabSizeHint(index);
}

QSize TabRow::minimumSizeHint() const
{
    return {3 * QTabBar::minimumSizeHint().height(), QTabBar::minimumSizeHint().height()}; // scrolls
}

void TabRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    for (int index = 0; index < count(); ++index) {
        if (isTabVisible(index))
            paintTab(painter, index);
    }
}

void TabRow::paintTab(QPainter &painter, int index) const
{
    const QRect tab = tabRect(index);
    const bool isCurrent = index == currentIndex();
    const QColor background = palette().color(QPalette::Window);
    const QColor accent = accentColor(Accent::Brand, background);
    const QColor dimmed = palette().color(QPalette::PlaceholderText);
    const QRect inside = tab.adjusted(Spacing::Large, 0, -Spacing::Large, -LineWidth);

    painter.setFont(titleFont(isCurrent));
    painter.setPen(isCurrent ? accent : palette().color(QPalette::WindowText));
    QRect title;
    painter.drawText(style()->visualRect(layoutDirection(), tab, inside),
                     Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, tabText(index), &title);
    painter.setFont(badgeFont());
    painter.setPen(dimmed);
    const int shift = QFontMetrics(titleFont(isCurrent)).horizontalAdvance(tabText(index)) + Spacing::Medium;
    painter.drawText(style()->visualRect(layoutDirection(), tab, inside.adjusted(shift, 0, 0, 0)),
                     Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, badge(index));
    if (isCurrent)
        painter.fillRect(QRect(tab.left(), tab.bottom() - LineWidth + 1, tab.width(), LineWidth), accent);
    if (isCurrent && hasFocus() && m_hasRing) {
        painter.setPen(accent);
        painter.drawRect(tab.adjusted(1, 1, -2, -LineWidth - 2));
    }
}

void TabRow::focusInEvent(QFocusEvent *event)
{
    const Qt::FocusReason reason = event->reason();
    if (reason != Qt::ActiveWindowFocusReason && reason != Qt::PopupFocusReason)
        m_hasRing = reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ||
                    reason == Qt::ShortcutFocusReason;
    QTabBar::focusInEvent(event);
}

void TabRow::keyPressEvent(QKeyEvent *event)
{
    m_hasRing = true;
    update();
    QTabBar::keyPressEvent(event);
}

void TabRow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        m_badgeWidths.fill(0);
    QTabBar::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        for (int index = 0; index < count(); ++index)
            m_badgeWidths[index] = QFontMetrics(badgeFont()).horizontalAdvance(badge(index));
    }
}

void TabRow::tabInserted(int index)
{
    m_badges.insert(index, QString());
    m_badgeWidths.insert(index, 0);
    QTabBar::tabInserted(index);
}

Tabs::Tabs(QWidget *parent)
    : QTabWidget(parent)
    , m_row(new TabRow(this))
{
    setTabBar(m_row);
    setDocumentMode(true);
    m_row->setDrawBase(false);
}

} // namespace signalbox
