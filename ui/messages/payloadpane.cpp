#include "ui/messages/payloadpane.h"

#include "ui/messages/findbar.h"
#include "ui/messages/hexview.h"
#include "ui/messages/jsonindex.h"
#include "ui/messages/jsontreeview.h"
#include "ui/messages/payloadedit.h"
#include "ui/messages/payloadfacts.h"
#include "ui/messages/payloadfile.h"
#include "ui/messages/payloadtext.h"
#include "ui/messages/payloadwindow.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QDataStream>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr quint32 StateMagic = 0x53425059; // SBPY; followed by a version
constexpr quint16 StateVersion = 1;

} // namespace

PayloadPane::PayloadPane(QWidget *parent)
    : QWidget(parent)
    , m_info(new QLabel(this))
    , m_views(new QButtonGroup(this))
    , m_stack(new QStackedWidget(this))
    , m_text(new PayloadEdit(this))
    , m_tree(new JsonTreeView(this))
    , m_hex(new HexView(this))
    , m_findBar(new FindBar(this))
    , m_saver(new PayloadSaver(this))
{
    m_info->setObjectName(u"facts"_s);
    m_info->setWordWrap(true);
    m_info->setForegroundRole(QPalette::PlaceholderText);
    m_info->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_info->setTextFormat(Qt::PlainText);
    m_text->setObjectName(u"text"_s);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_tree->setObjectName(u"tree"_s);
    m_hex->setObjectName(u"hex"_s);
    buildButtons();
    buildLayout();

    connect(m_views, &QButtonGroup::idClicked, this, [this](int id) { setView(View(id)); });
    connect(m_indent, &QToolButton::clicked, this, [this](bool on) {
        m_choices.isJsonIndented = on;
        fillView();
        Q_EMIT choicesChanged();
    });
    connect(m_find, &QToolButton::clicked, this, &PayloadPane::find);
    connect(m_copy, &QToolButton::clicked, this, &PayloadPane::copyPayload);
    connect(m_save, &QToolButton::clicked, this, [this] { m_saver->save(m_content); });
    connect(m_detach, &QToolButton::clicked, this, &PayloadPane::detach);
    connect(m_text, &PayloadEdit::extended, m_findBar, &FindBar::searchFurther);
    connect(m_text, &PayloadEdit::extended, this, &PayloadPane::showFacts);
    connect(m_tree, &JsonTreeView::reported, this, &PayloadPane::actionReported);
    connect(m_saver, &PayloadSaver::reported, this, &PayloadPane::actionReported);
    connect(m_findBar, &FindBar::closed, this, &PayloadPane::activate);
    setIcons();
    retranslate();
    refresh();
}

PayloadPane::~PayloadPane() = default;

void PayloadPane::buildButtons()
{
    const auto makeButton = [this](const QString &name) {
        auto *button = new QToolButton(this);
        button->setObjectName(name);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        return button;
    };
    const QStringList names{u"viewText"_s, u"viewJson"_s, u"viewHex"_s};
    for (int i = 0; i < ViewCount; ++i) {
        QToolButton *button = makeButton(names[i]);
        button->setCheckable(true);
        m_views->addButton(button, i);
    }
    m_indent = makeButton(u"indent"_s);
    m_indent->setCheckable(true);
    m_indent->setChecked(true);
    m_find = makeButton(u"find"_s);
    m_copy = makeButton(u"copy"_s);
    m_save = makeButton(u"save"_s);
    m_detach = makeButton(u"detach"_s);
}

void PayloadPane::buildLayout()
{
    for (int i = 0; i < ViewCount; ++i)
        m_stack->addWidget(widgetOf(View(i)));
    auto *head = new QHBoxLayout;
    head->setSpacing(2);
    for (QAbstractButton *button : m_views->buttons())
        head->addWidget(button);
    head->addSpacing(6);
    head->addWidget(m_indent);
    head->addStretch(1);
    for (QToolButton *button : {m_find, m_copy, m_save, m_detach})
        head->addWidget(button);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addWidget(m_info);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_findBar);
}

QWidget *PayloadPane::widgetOf(View view) const
{
    switch (view) {
    case View::Json:
        return m_tree;
    case View::Hex:
        return m_hex;
    case View::Text:
        break;
    }
    return m_text;
}

void PayloadPane::showMessage(const MessageRow &row)
{
    m_content = PayloadContent(row);
    m_isEmpty = false;
    refresh();
}

void PayloadPane::clear()
{
    m_content = {};
    m_isEmpty = true;
    refresh();
}

void PayloadPane::activate()
{
    m_stack->currentWidget()->setFocus(Qt::ShortcutFocusReason);
}

bool PayloadPane::canShow(View view) const
{
    return view != View::Json || m_content.isJson();
}

PayloadPane::View PayloadPane::view() const
{
    const View chosen = m_choices.of(m_content.kind);
    return canShow(chosen) ? chosen : View::Text;
}

void PayloadPane::setView(View view)
{
    if (!canShow(view))
        return;
    m_choices.of(m_content.kind) = view;
    refresh();
    Q_EMIT choicesChanged();
}

void PayloadPane::setChoices(const Choices &choices)
{
    m_choices = choices;
    m_indent->setChecked(choices.isJsonIndented);
    refresh();
}

void PayloadPane::copyPayload()
{
    const LogEntry &entry = m_content.entry();
    QGuiApplication::clipboard()->setText(
        entry.type == MessageType::Text ? m_content.text : QString::fromLatin1(entry.payload.toHex(' ')));
    Q_EMIT actionReported(entry.isTruncated()
                              ? tr("Copied the first %1 of %2", "sizes")
                                    .arg(Format::bytes(entry.payload.size()), Format::bytes(entry.size))
                              : tr("Payload copied"));
}

void PayloadPane::find()
{
    if (m_stack->isEnabled())
        m_findBar->open();
}

void PayloadPane::detach()
{
    if (m_stack->isEnabled())
        (new PayloadWindow(m_content.row, m_choices, window()))->show();
}

void PayloadPane::setDetachable(bool on)
{
    m_detach->setVisible(on);
}

void PayloadPane::refresh()
{
    const bool hasPayload = !m_isEmpty && !m_content.isGap() && m_content.row.isPayloadKept;
    const View shown = view();
    for (int i = 0; i < ViewCount; ++i) {
        m_views->button(i)->setEnabled(hasPayload && canShow(View(i)));
        m_views->button(i)->setChecked(View(i) == shown);
    }
    for (QToolButton *button : {m_find, m_copy, m_save, m_detach})
        button->setEnabled(hasPayload);
    m_stack->setEnabled(hasPayload);
    m_indent->setVisible(m_content.kind == PayloadKind::Json && shown == View::Text);
    const QString why = whyNoTree();
    m_views->button(int(View::Json))->setToolTip(why.isEmpty() ? tr("Show the payload as a JSON tree") : why);
    m_stack->setCurrentWidget(widgetOf(shown));
    fillView();
    showFacts();
}

void PayloadPane::fillView()
{
    const LogEntry &entry = m_content.entry();
    const View shown = view();
    QString end;
    if (entry.isTruncated() && m_content.row.isPayloadKept && !m_content.isGap()) {
        end = u'\n' + tr("… (%1 of %2 shown)", "sizes")
                          .arg(Format::bytes(entry.payload.size()), Format::bytes(entry.size));
    }
    const bool isIndented = m_choices.isJsonIndented && m_content.kind == PayloadKind::Json;
    m_text->showText({shown == View::Text ? m_content.text : QString(),
                      isIndented ? PayloadSource::Layout::IndentedJson : PayloadSource::Layout::AsSent,
                      shown == View::Text ? end : QString()});
    m_tree->showJson(shown == View::Json ? JsonIndex(m_content.text) : JsonIndex());
    m_hex->setBytes(shown == View::Hex ? entry.payload : QByteArray());
    switch (shown) {
    case View::Text:
        m_findBar->setView(m_text);
        break;
    case View::Json:
        m_findBar->setView(m_tree);
        break;
    case View::Hex:
        m_findBar->setView(m_hex);
        break;
    }
    m_findBar->searchAgain();
}

void PayloadPane::showFacts()
{
    if (m_isEmpty) {
        m_info->setText(tr("Select a message to read all of it."));
        return;
    }
    QStringList facts = payloadFacts(m_content);
    if (view() == View::Text && m_text->hasFoldedLines())
        facts += tr("long lines folded at %1").arg(FoldMark);
    m_info->setText(facts.join(u" · "_s));
}

//! Returns why the payload cannot be shown as a tree; empty if it can.
QString PayloadPane::whyNoTree() const
{
    if (m_content.isJson() || m_isEmpty)
        return {};
    return tr("Not JSON (line %1, column %2: %3)")
        .arg(m_content.check.line)
        .arg(m_content.check.column)
        .arg(describe(m_content.check.fault));
}

QByteArray PayloadPane::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << StateMagic << StateVersion;
    for (const View view : m_choices.views)
        stream << quint8(view);
    stream << m_choices.isJsonIndented;
    return state;
}

bool PayloadPane::restoreState(const QByteArray &state)
{
    QDataStream stream(state);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 magic = 0;
    quint16 version = 0;
    Choices choices;
    stream >> magic >> version;
    for (View &view : choices.views) {
        quint8 number = 0;
        stream >> number;
        if (number >= ViewCount)
            return false;
        view = View(number);
    }
    stream >> choices.isJsonIndented;
    if (stream.status() != QDataStream::Ok || magic != StateMagic || version != StateVersion)
        return false;
    setChoices(choices);
    return true;
}

bool PayloadPane::event(QEvent *event)
{
    // Otherwise the shortcuts of the window would get them.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Find) || key->matches(QKeySequence::FindNext) ||
            key->matches(QKeySequence::FindPrevious)) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void PayloadPane::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Find))
        find();
    else if (event->matches(QKeySequence::FindNext))
        m_findBar->findNext();
    else if (event->matches(QKeySequence::FindPrevious))
        m_findBar->findPrevious();
    else if (event->key() == Qt::Key_Escape && m_findBar->isVisible())
        m_findBar->close();
    else
        QWidget::keyPressEvent(event);
}

void PayloadPane::setIcons()
{
    m_find->setIcon(makeIcon(Icon::Find, palette()));
    m_copy->setIcon(makeIcon(Icon::Copy, palette()));
    m_save->setIcon(makeIcon(Icon::Save, palette()));
    m_detach->setIcon(makeIcon(Icon::OpenPage, palette()));
}

void PayloadPane::retranslate()
{
    const auto describeButton = [](QAbstractButton *button, const QString &toolTip) {
        button->setToolTip(toolTip);
        button->setAccessibleName(toolTip);
    };
    m_views->button(int(View::Text))->setText(tr("Text"));
    m_views->button(int(View::Json))->setText(tr("JSON"));
    m_views->button(int(View::Hex))->setText(tr("Hex"));
    describeButton(m_views->button(int(View::Text)), tr("Show the payload as text"));
    describeButton(m_views->button(int(View::Json)), tr("Show the payload as a JSON tree"));
    describeButton(m_views->button(int(View::Hex)), tr("Show the bytes of the payload"));
    m_indent->setText(tr("Indent"));
    describeButton(m_indent, tr("Indent JSON, or show it as it was sent"));
    describeButton(m_find, tr("Find in the payload (Ctrl+F)"));
    describeButton(m_copy, tr("Copy the whole payload"));
    describeButton(m_save, tr("Save the payload to a file"));
    describeButton(m_detach, tr("Open the message in a window of its own"));
    m_text->setAccessibleName(tr("Payload of the selected message"));
    m_tree->retranslate();
    m_hex->retranslate();
}

void PayloadPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        refresh();
    } else if (event->type() == QEvent::PaletteChange) {
        setIcons();
        refresh(); // the marks have a colour of the palette
    }
}

} // namespace signalbox
