#include "ui/composer/composer.h"

#include "ui/composer/composeredit.h"
#include "ui/composer/sendreport.h"
#include "ui/connections/actionrunner.h"
#include "ui/connections/longaction.h"
#include "ui/messages/jsontext.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/peertext.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace signalbox {

Composer::Composer(Console &console, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_targetLabel(new QLabel(this))
    , m_target(new QComboBox(this))
    , m_room(new QComboBox(this))
    , m_user(new QComboBox(this))
    , m_kind(new QComboBox(this))
    , m_text(new ComposerEdit(this))
    , m_status(new QLabel(this))
    , m_bytes(new QLabel(this))
    , m_send(new QPushButton(this))
{
    for (int i = 0; i < 4; ++i)
        m_target->addItem(QString());
    for (int i = 0; i < 2; ++i)
        m_kind->addItem(QString());
    m_target->setSizeAdjustPolicy(QComboBox::AdjustToContents); // the number of selected ones changes
    m_room->setObjectName(QStringLiteral("composerRoom"));
    m_user->setObjectName(QStringLiteral("composerUser"));
    for (QComboBox *box : {m_room, m_user}) {
        box->setEditable(true);
        box->setInsertPolicy(QComboBox::NoInsert);
        box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        box->setMinimumContentsLength(8);
        connect(box, &QComboBox::currentTextChanged, this, &Composer::refresh);
    }
    buildLayout();

    connect(m_target, &QComboBox::currentIndexChanged, this, &Composer::refresh);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &Composer::refresh);
    connect(m_text, &QPlainTextEdit::textChanged, this, &Composer::refresh);
    connect(m_text, &ComposerEdit::sendPressed, this, &Composer::send);
    connect(m_text, &ComposerEdit::olderPressed, this,
            [this] { showFromHistory(m_history.older(m_text->toPlainText())); });
    connect(m_text, &ComposerEdit::newerPressed, this,
            [this] { showFromHistory(m_history.newer(m_text->toPlainText())); });
    connect(m_send, &QPushButton::clicked, this, &Composer::send);
    connect(&console, &Console::actionFinished, this, &Composer::finish);
    m_send->setIcon(makeIcon(Icon::Send, palette()));
    retranslate();
}

void Composer::buildLayout()
{
    m_targetLabel->setBuddy(m_target);
    m_status->setWordWrap(true);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_bytes->setForegroundRole(QPalette::PlaceholderText);

    auto *head = new QHBoxLayout;
    head->setSpacing(6);
    head->addWidget(m_targetLabel);
    head->addWidget(m_target);
    head->addWidget(m_room, 1);
    head->addWidget(m_user, 1);
    head->addStretch();
    auto *foot = new QHBoxLayout;
    foot->setSpacing(6);
    foot->addWidget(m_status, 1);
    foot->addWidget(m_bytes);
    foot->addWidget(m_kind);
    foot->addWidget(m_send);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addWidget(m_text, 1);
    layout->addLayout(foot);
}

void Composer::setRooms(const QStringList &rooms)
{
    setNames(m_room, rooms);
}

void Composer::setUsers(const QStringList &users)
{
    setNames(m_user, users);
}

void Composer::setNames(QComboBox *box, const QStringList &names)
{
    const QString typed = box->currentText();
    const QSignalBlocker blocker(box);
    box->clear();
    for (const QString &name : names)
        box->addItem(visibleText(name));
    // The typed name is kept, even if it is not in the list.
    box->setCurrentIndex(box->findText(typed, Qt::MatchExactly | Qt::MatchCaseSensitive));
    box->setEditText(typed.isEmpty() ? box->itemText(0) : typed);
    refresh();
}

void Composer::writeToRoom(const QString &room)
{
    setName(Target::Room, m_room, room);
}

void Composer::writeToUser(const QString &user)
{
    setName(Target::User, m_user, user);
}

void Composer::setName(Target target, QComboBox *box, const QString &name)
{
    setTarget(target);
    box->setEditText(visibleText(name));
    focusText();
}

void Composer::edit(const Send &message)
{
    m_text->setPlainText(QString::fromUtf8(message.payload));
    m_text->moveCursor(QTextCursor::End);
    setKind(checkJson(m_text->toPlainText()).isOk() ? Kind::Json : Kind::Text);
    if (const auto *room = std::get_if<RoomTarget>(&message.target)) {
        writeToRoom(room->room);
    } else if (const auto *user = std::get_if<UserTarget>(&message.target)) {
        writeToUser(user->user);
    } else {
        const bool isForAll = std::holds_alternative<AllConnections>(message.target);
        setTarget(isForAll ? Target::Everybody : Target::Selected);
        focusText();
    }
}

void Composer::sendAgain(const Send &message)
{
    m_pending.insert(m_console.run(message));
}

void Composer::setSelectedConnections(const QList<ConnectionId> &ids)
{
    m_selected = ids;
    retranslate();
}

void Composer::setServerRunning(bool running)
{
    m_running = running;
    refresh();
}

void Composer::setTarget(Target target)
{
    m_target->setCurrentIndex(int(target));
}

void Composer::setKind(Kind kind)
{
    m_kind->setCurrentIndex(int(kind));
}

Composer::Kind Composer::kind() const
{
    return Kind(m_kind->currentIndex());
}

Composer::Target Composer::target() const
{
    return Target(m_target->currentIndex());
}

signalbox::Target Composer::recipients() const
{
    switch (target()) {
    case Target::Room:
        return RoomTarget{verbatimText(m_room->currentText())};
    case Target::User:
        return UserTarget{verbatimText(m_user->currentText())};
    case Target::Selected:
        return std::vector<ConnectionId>(m_selected.begin(), m_selected.end());
    case Target::Everybody:
        break;
    }
    return AllConnections();
}

void Composer::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
}

QString Composer::blockingReason() const
{
    if (!m_running)
        return tr("The server is stopped");
    if (target() == Target::Room && m_room->currentText().isEmpty())
        return tr("Name a room");
    if (target() == Target::User && m_user->currentText().isEmpty())
        return tr("Name a user");
    if (target() == Target::Selected && m_selected.isEmpty())
        return tr("Select a connection first");
    const QString text = m_text->toPlainText();
    if (text.isEmpty())
        return tr("Type a message");
    if (kind() == Kind::Json) {
        const JsonCheck check = checkJson(text);
        if (!check.isOk())
            return tr("Line %1, column %2: %3").arg(check.line).arg(check.column).arg(describe(check.fault));
    }
    return {};
}

void Composer::refresh()
{
    const QString why = blockingReason();
    m_room->setVisible(target() == Target::Room);
    m_user->setVisible(target() == Target::User);
    m_send->setEnabled(why.isEmpty());
    m_status->setText(why.isEmpty() && kind() == Kind::Json ? tr("Valid JSON") : why);
    m_status->setToolTip(m_status->text());
    m_bytes->setText(Format::bytes(m_text->toPlainText().toUtf8().size()));
}

void Composer::send()
{
    if (!blockingReason().isEmpty())
        return;
    const QString text = m_text->toPlainText();
    const Send message{recipients(), MessageType::Text, text.toUtf8()};
    if (m_runner && target() == Target::Selected)
        sendToSelected(message);
    else
        m_pending.insert(m_console.run(message));
    m_history.add(text);
    m_text->clear();
}

void Composer::sendToSelected(const Send &message)
{
    const ActionTargets targets{.connections = {m_selected.begin(), m_selected.end()},
                                .count = quint64(m_selected.size())};
    LongAction *action = m_runner->run(message, targets);
    connect(action, &LongAction::finished, this, [this, action] {
        m_status->setText(describeSend(action->report()));
        m_status->setToolTip(m_status->text());
    });
}

void Composer::finish(const ActionReport &report)
{
    if (!m_pending.remove(report.action))
        return;
    const QString text = describeSend(report);
    m_status->setText(text);
    m_status->setToolTip(text);
    Q_EMIT actionReported(text);
}

void Composer::showFromHistory(const QString &text)
{
    m_text->setPlainText(text);
    m_text->moveCursor(QTextCursor::End);
}

void Composer::retranslate()
{
    m_targetLabel->setText(tr("&To:"));
    m_target->setItemText(int(Target::Everybody), tr("Everybody"));
    m_target->setItemText(int(Target::Room), tr("Room"));
    m_target->setItemText(int(Target::User), tr("User"));
    m_target->setItemText(int(Target::Selected), m_selected.isEmpty()
                                                     ? tr("Selected")
                                                     : tr("Selected (%L1)").arg(m_selected.size()));
    m_target->setAccessibleName(tr("Who gets the message"));
    m_room->setAccessibleName(tr("Name of the room"));
    m_room->lineEdit()->setPlaceholderText(tr("Room name"));
    m_user->setAccessibleName(tr("Name of the user"));
    m_user->lineEdit()->setPlaceholderText(tr("User name"));
    m_kind->setItemText(int(Kind::Text), tr("Text"));
    m_kind->setItemText(int(Kind::Json), tr("JSON"));
    m_kind->setAccessibleName(tr("Kind of message"));
    m_text->setAccessibleName(tr("Message to send"));
    m_text->setPlaceholderText(tr("Ctrl+Enter sends, Ctrl+Up brings back what was sent before"));
    m_send->setText(tr("Send"));
    m_send->setToolTip(tr("Send (Ctrl+Enter)"));
    m_send->setAccessibleName(tr("Send the message"));
    m_bytes->setToolTip(tr("Size of the message in UTF-8"));
    refresh();
}

void Composer::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        m_send->setIcon(makeIcon(Icon::Send, palette()));
}

} // namespace signalbox
