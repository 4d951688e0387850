#include "ui/details/factlist.h"

#include "ui/theme/accent.h"
#include "ui/theme/peertext.h"
#include "ui/theme/spacing.h"

#include <QEvent>
#include <QFocusEvent>
#include <QGridLayout>
#include <QLabel>

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr int TitleCharacters = 12; // of the column, at least

} // namespace

FactValue::FactValue(QWidget *parent)
    : QLineEdit(parent)
{
    setReadOnly(true);
    setFrame(false);
    // Not a stop of the Tab key: there are dozens of them.
    setFocusPolicy(Qt::ClickFocus);
    setTextMargins(-2, 0, 0, 0); // QLineEdit's own margin would move it from its title
    setColours();
}

void FactValue::setFact(const Fact &fact)
{
    if (fact == m_fact)
        return;
    const bool isOtherTone = fact.tone != m_fact.tone;
    m_fact = fact;
    setAccessibleName(fact.title);
    if (isOtherTone)
        setColours();
    refresh();
}

QSize FactValue::minimumSizeHint() const
{
    return {6 * fontMetrics().averageCharWidth(), QLineEdit::minimumSizeHint().height()};
}

void FactValue::refresh()
{
    const QString fitting =
        fontMetrics().elidedText(m_fact.value, Qt::ElideRight, std::max(0, width() - Spacing::Small));
    const QString shown = hasFocus() ? m_fact.value : fitting;
    if (text() != shown) {
        setText(shown);
        setCursorPosition(0);
    }
    const QString toolTip = !m_fact.toolTip.isEmpty() ? m_fact.toolTip
                            : fitting != m_fact.value ? m_fact.value
                                                      : QString();
    setToolTip(plainToolTip(toolTip));
}

//! Sets only what differs from the palette of the window, which may change.
void FactValue::setColours()
{
    QPalette own;
    own.setColor(QPalette::Base, Qt::transparent);
    if (m_fact.tone != Fact::Tone::Usual && parentWidget()) {
        const Accent accent = m_fact.tone == Fact::Tone::Bad ? Accent::Bad : Accent::Notice;
        own.setColor(QPalette::Text, accentColor(accent, parentWidget()->palette().color(QPalette::Base)));
    }
    setPalette(own);
}

void FactValue::resizeEvent(QResizeEvent *event)
{
    QLineEdit::resizeEvent(event);
    refresh();
}

void FactValue::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        refresh();
}

void FactValue::focusInEvent(QFocusEvent *event)
{
    QLineEdit::focusInEvent(event);
    refresh();
}

void FactValue::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) // the menu with Copy
        refresh();
}

FactList::FactList(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QGridLayout(this))
{
    m_layout->setContentsMargins({});
    m_layout->setHorizontalSpacing(Spacing::Large);
    m_layout->setVerticalSpacing(Spacing::Small / 2);
    m_layout->setColumnStretch(1, 1);
}

void FactList::setFacts(const Facts &facts)
{
    if (facts == m_facts)
        return;
    m_facts = facts;
    while (m_lines.size() < facts.size())
        addLine();
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const Line &line = m_lines[i];
        const bool isUsed = i < facts.size();
        line.title->setVisible(isUsed);
        line.value->setVisible(isUsed);
        if (!isUsed)
            continue;
        line.title->setText(facts[i].title);
        line.value->setFact(facts[i]);
    }
    fitTitles();
}

void FactList::addLine()
{
    const Line line{new QLabel(this), new FactValue(this)};
    line.title->setTextFormat(Qt::PlainText);
    line.title->setForegroundRole(QPalette::PlaceholderText);
    line.title->setBuddy(line.value);
    const int row = int(m_lines.size());
    m_layout->addWidget(line.title, row, 0);
    m_layout->addWidget(line.value, row, 1);
    m_lines.push_back(line);
}

//! The values of all lists of the pane begin at the same place, unless a title is long.
void FactList::fitTitles()
{
    m_layout->setColumnMinimumWidth(0, TitleCharacters * fontMetrics().averageCharWidth());
}

void FactList::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitTitles();
    } else if (event->type() == QEvent::PaletteChange) {
        for (const Line &line : m_lines)
            line.value->setColours();
    }
}

} // namespace signalbox
