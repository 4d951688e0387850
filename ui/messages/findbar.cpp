#include "ui/messages/findbar.h"

#include "ui/messages/payloadsearch.h"
#include "ui/theme/icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace signalbox {

FindBar::FindBar(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLineEdit(this))
    , m_result(new QLabel(this))
    , m_previous(new QToolButton(this))
    , m_next(new QToolButton(this))
    , m_close(new QToolButton(this))
{
    m_text->setObjectName(u"findText"_s);
    m_result->setObjectName(u"findResult"_s);
    m_previous->setObjectName(u"findPrevious"_s);
    m_next->setObjectName(u"findNext"_s);
    m_close->setObjectName(u"findClose"_s);
    m_previous->setArrowType(Qt::UpArrow);
    m_next->setArrowType(Qt::DownArrow);
    m_text->setClearButtonEnabled(true);
    m_text->installEventFilter(this);
    for (QToolButton *button : {m_previous, m_next, m_close}) {
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
    }
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_result);
    layout->addWidget(m_previous);
    layout->addWidget(m_next);
    layout->addWidget(m_close);
    hide();

    connect(m_text, &QLineEdit::textChanged, this, &FindBar::searchAgain);
    connect(m_next, &QToolButton::clicked, this, &FindBar::findNext);
    connect(m_previous, &QToolButton::clicked, this, &FindBar::findPrevious);
    connect(m_close, &QToolButton::clicked, this, &FindBar::close);
    retranslate();
}

void FindBar::setView(PayloadSearch *view)
{
    if (view == m_view)
        return;
    if (m_view)
        m_view->search({});
    m_view = view;
    searchAgain();
}

void FindBar::open()
{
    const bool wasHidden = isHidden();
    show();
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
    if (wasHidden)
        searchAgain();
}

void FindBar::close()
{
    hide();
    if (m_view)
        m_view->search({});
    Q_EMIT closed();
}

void FindBar::search()
{
    m_count = m_view && !isHidden() ? m_view->search(m_text->text()) : 0;
    m_previous->setEnabled(m_count > 0);
    m_next->setEnabled(m_count > 0);
}

void FindBar::searchAgain()
{
    if (isHidden())
        return;
    search();
    if (m_count > 0)
        go(m_view->firstMatch(), {});
    else
        showCount();
}

void FindBar::searchFurther()
{
    if (isHidden() || m_text->text().isEmpty())
        return;
    const bool hadNone = m_count == 0;
    search();
    if (m_count > 0 && hadNone)
        go(0, {});
    else
        showCount();
}

void FindBar::findNext()
{
    if (m_count == 0)
        return;
    const bool isLast = m_current + 1 >= m_count;
    go(isLast ? 0 : m_current + 1, isLast ? tr("went on at the beginning") : QString());
}

void FindBar::findPrevious()
{
    if (m_count == 0)
        return;
    const bool isFirst = m_current == 0;
    go(isFirst ? m_count - 1 : m_current - 1, isFirst ? tr("went on at the end") : QString());
}

void FindBar::go(int number, const QString &note)
{
    m_current = number;
    m_view->showMatch(number);
    showCount(note);
}

void FindBar::showCount(const QString &note)
{
    QString text;
    if (m_text->text().isEmpty())
        text = QString();
    else if (m_count == 0)
        text = tr("not found");
    else if (m_count == PayloadSearch::MaxMatches)
        text = tr("%L1 of %L2 or more").arg(m_current + 1).arg(m_count);
    else
        text = tr("%L1 of %L2", "number of a match, of all").arg(m_current + 1).arg(m_count);
    m_result->setText(note.isEmpty() ? text
                                     : tr("%1, %2", "3 of 7, went on at the beginning").arg(text, note));
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_text || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    switch (key->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (key->modifiers().testFlag(Qt::ShiftModifier))
            findPrevious();
        else
            findNext();
        return true;
    case Qt::Key_Escape:
        close();
        return true;
    default:
        return QWidget::eventFilter(watched, event);
    }
}

void FindBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        retranslate();
}

void FindBar::retranslate()
{
    m_text->setPlaceholderText(tr("Find in the payload"));
    m_text->setAccessibleName(m_text->placeholderText());
    m_previous->setToolTip(tr("Previous match (Shift+Enter)"));
    m_previous->setAccessibleName(tr("Previous match"));
    m_next->setToolTip(tr("Next match (Enter)"));
    m_next->setAccessibleName(tr("Next match"));
    m_close->setIcon(makeIcon(Icon::Close, palette()));
    m_close->setToolTip(tr("Close (Esc)"));
    m_close->setAccessibleName(tr("Close the search"));
    showCount();
}

} // namespace signalbox
