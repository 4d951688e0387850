#include "ui/rooms/roomdialog.h"

#include "core/base/names.h"
#include "ui/theme/peertext.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace signalbox {

RoomDialog::RoomDialog(Purpose purpose, int connections, const QStringList &rooms, QWidget *parent)
    : QDialog(parent)
    , m_purpose(purpose)
    , m_connections(connections)
    , m_question(new QLabel(this))
    , m_label(new QLabel(this))
    , m_room(new QComboBox(this))
    , m_buttons(new QDialogButtonBox(this))
    , m_ok(m_buttons->addButton(QString(), QDialogButtonBox::AcceptRole))
    , m_cancel(m_buttons->addButton(QString(), QDialogButtonBox::RejectRole))
{
    m_question->setTextFormat(Qt::PlainText);
    m_room->setObjectName(u"room"_s);
    m_room->setEditable(true);
    m_room->setInsertPolicy(QComboBox::NoInsert);
    for (const QString &room : rooms)
        m_room->addItem(visibleText(room));
    m_room->setMinimumContentsLength(28);
    m_room->lineEdit()->selectAll();
    m_label->setBuddy(m_room);
    m_ok->setObjectName(u"ok"_s);
    m_ok->setDefault(true);

    auto *layout = new QFormLayout(this);
    layout->addRow(m_question);
    layout->addRow(m_label, m_room);
    layout->addRow(m_buttons);
    connect(m_room, &QComboBox::currentTextChanged, this, &RoomDialog::check);
    // An editable combo box keeps the Return key to itself.
    connect(m_room->lineEdit(), &QLineEdit::returnPressed, m_ok, &QPushButton::click);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &RoomDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &RoomDialog::reject);
    m_room->setFocus();
    retranslateUi();
    check();
}

QString RoomDialog::room() const
{
    return verbatimText(m_room->currentText());
}

void RoomDialog::setRoom(const QString &room)
{
    m_room->setEditText(visibleText(room));
    m_room->lineEdit()->selectAll();
}

void RoomDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
}

void RoomDialog::check()
{
    m_ok->setEnabled(isValidRoomName(room()));
}

void RoomDialog::retranslateUi()
{
    const bool putsIn = m_purpose == Purpose::PutIn;
    setWindowTitle(putsIn ? tr("Put into a Room") : tr("Take out of a Room"));
    m_question->setText(putsIn ? tr("Put %Ln connection(s) into which room?", nullptr, m_connections)
                               : tr("Take %Ln connection(s) out of which room?", nullptr, m_connections));
    m_label->setText(tr("&Room:"));
    m_room->setAccessibleName(tr("Name of the room"));
    m_room->lineEdit()->setPlaceholderText(tr("1 to %1 characters").arg(MaxRoomName));
    m_ok->setText(putsIn ? tr("&Put in") : tr("&Take out"));
    m_cancel->setText(tr("Cancel"));
}

} // namespace signalbox
