#include "ui/rooms/roomactions.h"

#include <QAction>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace signalbox {

RoomActions::RoomActions(Console &console, QWidget *window)
    : QObject(window)
    , m_console(console)
    , m_window(window)
    , m_putIn(new QAction(this))
    , m_takeOut(new QAction(this))
{
    m_putIn->setObjectName(u"putIntoRoomAction"_s);
    m_takeOut->setObjectName(u"takeOutOfRoomAction"_s);
    connect(m_putIn, &QAction::triggered, this, [this] { ask(RoomDialog::Purpose::PutIn, m_selection); });
    connect(m_takeOut, &QAction::triggered, this, [this] { ask(RoomDialog::Purpose::TakeOut, m_selection); });
    setSelection({});
    retranslateUi();
}

void RoomActions::setSelection(const QList<ConnectionId> &selection)
{
    m_selection.assign(selection.begin(), selection.end());
    m_putIn->setEnabled(!m_selection.empty());
    m_takeOut->setEnabled(!m_selection.empty());
}

void RoomActions::retranslateUi()
{
    m_putIn->setText(tr("Put into &Room…"));
    m_putIn->setToolTip(tr("Make the selected connections members of a room, as if they had joined it"));
    m_takeOut->setText(tr("Take &out of Room…"));
    m_takeOut->setToolTip(tr("Remove the selected connections from a room; they stay connected"));
    for (QAction *action : {m_putIn, m_takeOut})
        action->setStatusTip(action->toolTip());
}

void RoomActions::ask(RoomDialog::Purpose purpose, const std::vector<ConnectionId> &ids)
{
    if (ids.empty())
        return;
    auto *dialog = new RoomDialog(purpose, int(ids.size()), m_rooms, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    // The connections from before the dialog: the selection may have changed since.
    connect(dialog, &QDialog::accepted, this, [this, dialog, purpose, ids] {
        if (purpose == RoomDialog::Purpose::PutIn)
            m_console.run(PutIntoRoom{ids, dialog->room()});
        else
            m_console.run(TakeOutOfRoom{ids, dialog->room()});
    });
    dialog->open();
}

} // namespace signalbox
