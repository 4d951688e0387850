#include "ui/messages/payloadpane.h"

#include "ui/messages/jsontext.h"
#include "ui/messages/payloadedit.h"
#include "ui/messages/payloadtext.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/peertext.h"

#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace signalbox {

PayloadPane::PayloadPane(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_info(new QLabel(this))
    , m_view(new QComboBox(this))
    , m_copy(new QToolButton(this))
    , m_text(new PayloadEdit(this))
{
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setBuddy(m_text);
    m_info->setWordWrap(true);
    m_info->setForegroundRole(QPalette::PlaceholderText);
    m_info->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_info->setTextFormat(Qt::PlainText);
    for (int i = 0; i < 4; ++i)
        m_view->addItem(QString());
    m_copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));

    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_view);
    head->addWidget(m_copy);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addWidget(m_info);
    layout->addWidget(m_text, 1);

    connect(m_view, &QComboBox::currentIndexChanged, this, &PayloadPane::refresh);
    connect(m_copy, &QToolButton::clicked, this, &PayloadPane::copyPayload);
    m_copy->setIcon(makeIcon(Icon::Copy, palette()));
    retranslate();
}

void PayloadPane::showMessage(const MessageRow &row)
{
    m_row = row;
    m_empty = false;
    refresh();
}

void PayloadPane::clear()
{
    m_row = {};
    m_empty = true;
    refresh();
}

void PayloadPane::activate()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
}

void PayloadPane::setView(View view)
{
    m_view->setCurrentIndex(int(view));
}

void PayloadPane::copyPayload()
{
    const LogEntry &entry = m_row.entry;
    QGuiApplication::clipboard()->setText(entry.type == MessageType::Text
                                              ? decodeText(entry.payload)
                                              : QString::fromLatin1(entry.payload.toHex(' ')));
    Q_EMIT actionReported(entry.isTruncated()
                              ? tr("Copied the first %1 of %2", "sizes")
                                    .arg(Format::bytes(entry.payload.size()), Format::bytes(entry.size))
                              : tr("Payload copied"));
}

void PayloadPane::refresh()
{
    const LogEntry &entry = m_row.entry;
    const bool hasMessage = !m_empty && !m_row.isGap();
    m_copy->setEnabled(hasMessage);
    m_view->setEnabled(hasMessage);
    if (!hasMessage) {
        m_info->setText(m_empty ? tr("Select a message to read all of it.")
                                : tr("%Ln message(s) not shown", nullptr, int(m_row.leftOut)));
        m_text->showText({}, true);
        return;
    }
    const auto chosen = View(m_view->currentIndex());
    QString kind = kindName(entry.type == MessageType::Text ? View::Text : View::Hex);
    QString text;
    const bool hex = chosen == View::Hex || (chosen == View::Automatic && entry.type == MessageType::Binary);
    if (hex) {
        text = hexDump(entry.payload);
        kind = kindName(View::Hex);
    } else {
        const QString decoded = decodeText(entry.payload);
        text = chosen == View::Text ? decoded : jsonOrText(decoded, &kind);
        text = visibleText(text, PeerTextKind::Block);
    }
    if (entry.isTruncated()) {
        text += u'\n' + tr("… (%1 of %2 shown)", "sizes")
                            .arg(Format::bytes(entry.payload.size()), Format::bytes(entry.size));
    }
    m_text->showText(text, !hex);

    QStringList facts{kind, Format::bytes(entry.size)};
    if (entry.isTruncated())
        facts += tr("only the first %1 kept").arg(Format::bytes(entry.payload.size()));
    if (m_text->hasFoldedLines())
        facts += tr("long lines folded at %1").arg(FoldMark);
    if (!entry.connection.isNull())
        facts += u'#' + entry.connection.toString() +
                 (entry.user.isEmpty() ? QString() : u' ' + nameInText(entry.user));
    else
        facts += tr("%Ln recipient(s)", nullptr, int(entry.recipients));
    if (!entry.room.isEmpty())
        facts += tr("room %1").arg(nameInText(entry.room));
    if (entry.seq > 0)
        facts += tr("seq %1", "number of a message in its room").arg(entry.seq);
    facts += Format::dateTime(entry.time);
    m_info->setText(facts.join(QStringLiteral(" · ")));
}

QString PayloadPane::jsonOrText(const QString &text, QString *kind) const
{
    const bool isJsonRequested = View(m_view->currentIndex()) == View::Json;
    const QString trimmed = text.trimmed();
    if (!isJsonRequested && !trimmed.startsWith(u'{') && !trimmed.startsWith(u'['))
        return text;
    const IndentedJson json = indentJson(text);
    const bool cutShort = m_row.entry.isTruncated() && json.check.fault == JsonFault::UnexpectedEnd;
    if (json.check.isOk() || cutShort) {
        *kind = kindName(View::Json);
        return json.text;
    }
    if (isJsonRequested) {
        *kind = tr("Not JSON (line %1, column %2: %3)")
                    .arg(json.check.line)
                    .arg(json.check.column)
                    .arg(describe(json.check.fault));
    }
    return text;
}

QString PayloadPane::kindName(View view) const
{
    switch (view) {
    case View::Automatic:
        return tr("Automatic");
    case View::Text:
        return tr("Text");
    case View::Json:
        return tr("JSON");
    case View::Hex:
        break;
    }
    return tr("Hex");
}

void PayloadPane::retranslate()
{
    m_title->setText(tr("Payload"));
    for (int i = 0; i < m_view->count(); ++i)
        m_view->setItemText(i, kindName(View(i)));
    m_view->setAccessibleName(tr("Show the payload as"));
    m_view->setToolTip(m_view->accessibleName());
    m_copy->setText(tr("Copy"));
    m_copy->setToolTip(tr("Copy the whole payload"));
    m_copy->setAccessibleName(m_copy->toolTip());
    m_text->setAccessibleName(tr("Payload of the selected message"));
    refresh();
}

void PayloadPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange) {
        m_copy->setIcon(makeIcon(Icon::Copy, palette()));
        refresh(); // the marks have a colour of the palette
    }
}

} // namespace signalbox
