#include "ui/rooms/roomactions.h"

#include <QAction>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace signalbox {

RoomActions::RoomActions(ActionRunner &runner, QWidget *window)
    : QObject(window)
    , m_runner(runner)
    , m_window(window)
    , m_putIn(new QAction(this))
    , m_takeOut(new QAction(this))
{
    m_putIn->setObjectName(u"putIntoRoomAction"_s);
    m_takeOut->setObjectName(u"takeOutOfRoomAction"_s);
    connect(m_putIn, &QAction::triggered, this, [this] { ask(RoomDialog::Purpose::PutIn); });
    connect(m_takeOut, &QAction::triggered, this, [this] { ask(RoomDialog::Purpose::TakeOut); });
    retranslateUi();
}

void RoomActions::setTargets(const ActionTargets &targets)
{
    m_targets = targets;
    retranslateUi();
}

void RoomActions::retranslateUi()
{
    m_putIn->setText(tr("Put into &Room…"));
    m_takeOut->setText(tr("Take &out of Room…"));
    m_putIn->setToolTip(tr("Make the selected connections members of a room, as if they had joined it"));
    m_takeOut->setToolTip(tr("Remove the selected connections from a room; they stay connected"));
    for (QAction *action : {m_putIn, m_takeOut}) {
        action->setEnabled(m_targets.count > 0);
        if (m_targets.isEmpty())
            action->setToolTip(tr("Select a connection, a user or a room first"));
        else if (m_targets.count == 0)
            action->setToolTip(tr("Nobody is in the selected room"));
        action->setStatusTip(action->toolTip());
    }
}

void RoomActions::ask(RoomDialog::Purpose purpose)
{
    if (m_targets.count == 0)
        return;
    auto *dialog = new RoomDialog(purpose, int(m_targets.count), m_rooms, m_window);
    if (purpose == RoomDialog::Purpose::TakeOut && !m_targets.commonRoom.isEmpty())
        dialog->setRoom(m_targets.commonRoom);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    // The targets from before the dialog: the selection may have changed since.
    connect(dialog, &QDialog::accepted, this, [this, dialog, purpose, targets = m_targets] {
        if (purpose == RoomDialog::Purpose::PutIn)
            m_runner.run(PutIntoRoom{{}, dialog->room()}, targets);
        else
            m_runner.run(TakeOutOfRoom{{}, dialog->room()}, targets);
    });
    dialog->open();
}

} // namespace signalbox
