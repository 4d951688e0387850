#include "ui/connections/filteredit.h"

#include "ui/theme/accent.h"
#include "ui/theme/peertext.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QStringListModel>
#include <QTextCharFormat>

#include <chrono>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::chrono::milliseconds Delay{120}; // a filter reads the whole list

QString translated(const QueryError &error)
{
    return error.text(QCoreApplication::translate("signalbox::QueryError", error.pattern));
}

} // namespace

FilterEdit::FilterEdit(QueryList list, QWidget *parent)
    : QLineEdit(parent)
    , m_list(list)
    , m_proposals(new QStringListModel(this))
    , m_completer(new QCompleter(m_proposals, this))
{
    setClearButtonEnabled(true);
    m_completer->setWidget(this); // not setCompleter(), which completes the whole text
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_delay.setSingleShot(true);
    m_delay.setInterval(Delay);
    connect(this, &QLineEdit::textChanged, this, [this] {
        underline({});
        m_delay.start();
    });
    connect(this, &QLineEdit::returnPressed, this, &FilterEdit::apply);
    connect(&m_delay, &QTimer::timeout, this, &FilterEdit::apply);
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &FilterEdit::complete);
}

void FilterEdit::activate()
{
    setFocus(Qt::ShortcutFocusReason);
    selectAll();
}

void FilterEdit::setFilter(const QString &text)
{
    setText(visibleText(text));
    apply();
}

void FilterEdit::apply()
{
    m_delay.stop();
    ParsedQuery parsed = Query::parse(verbatimText(text()), m_list);
    m_errors = std::move(parsed.errors);
    check();
    if (!m_errors.empty())
        return;
    m_query = std::move(parsed.query);
    Q_EMIT queryChanged(m_query);
}

void FilterEdit::check()
{
    std::vector<TextSpan> spans;
    if (verbatimText(text()) == text()) { // else the places are those of another text
        for (const QueryError &error : m_errors)
            spans.push_back(error.span);
    }
    underline(spans);
    const QString error = m_errors.empty() ? QString() : translated(m_errors.front());
    if (error == m_error)
        return;
    m_error = error;
    Q_EMIT errorChanged(m_error);
}

//! A line edit has no other way to format its text than that of an input method.
void FilterEdit::underline(const std::vector<TextSpan> &spans)
{
    if (m_isComposing)
        return;
    QTextCharFormat format;
    format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    format.setUnderlineColor(accentColor(Accent::Bad, palette().color(QPalette::Base)));
    QList<QInputMethodEvent::Attribute> attributes;
    for (const TextSpan &span : spans) {
        attributes.append(
            {QInputMethodEvent::TextFormat, int(span.position) - cursorPosition(), int(span.length), format});
    }
    QInputMethodEvent event(QString(), attributes);
    QLineEdit::inputMethodEvent(&event);
}

void FilterEdit::offerCompletions()
{
    const QString query = text();
    const QueryCompletion completion = completeQuery(query, cursorPosition(), m_list, m_knownValues);
    if (completion.proposals.isEmpty())
        return;
    m_replaced = completion.replaced;
    m_proposals->setStringList(completion.proposals);
    m_completer->complete();
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
}

void FilterEdit::complete(const QString &proposal)
{
    setSelection(int(m_replaced.position), int(m_replaced.length));
    if (m_replaced.length == 0)
        setCursorPosition(int(m_replaced.position));
    insert(proposal);
}

void FilterEdit::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        check();
}

void FilterEdit::inputMethodEvent(QInputMethodEvent *event)
{
    m_isComposing = !event->preeditString().isEmpty();
    QLineEdit::inputMethodEvent(event);
}

void FilterEdit::keyPressEvent(QKeyEvent *event)
{
    if (m_completer->popup()->isVisible() &&
        (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Escape ||
         event->key() == Qt::Key_Down)) {
        event->ignore(); // for the list of completions
    } else if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        offerCompletions();
    } else if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        apply(); // without the delay after typing
    } else if (event->key() == Qt::Key_Escape || event->key() == Qt::Key_Down) {
        Q_EMIT leaveRequested();
    } else {
        QLineEdit::keyPressEvent(event);
    }
}

} // namespace signalbox
