#pragma once

#include "core/console/console.h"
#include "ui/rooms/roomdialog.h"

class QAction;
class QWidget;

namespace signalbox {

//! Putting connections into rooms and taking them out: the actions for the connections that are selected in
//! the list, and their dialog.
class RoomActions final : public QObject
{
    Q_OBJECT
public:
    //! Dialogs open over \a window, which owns this. \a console must outlive it.
    RoomActions(Console &console, QWidget *window);

    QAction *putIn() const { return m_putIn; }
    QAction *takeOut() const { return m_takeOut; }

    //! Sets the connections that the actions apply to.
    void setSelection(const QList<ConnectionId> &selection);
    //! Sets the suggested rooms; any other name may be typed.
    void setRooms(const QStringList &rooms) { m_rooms = rooms; }
    //! Asks for the room to put \a ids into.
    void askToPutIn(const std::vector<ConnectionId> &ids) { ask(RoomDialog::Purpose::PutIn, ids); }

    void retranslateUi();

private:
    void ask(RoomDialog::Purpose purpose, const std::vector<ConnectionId> &ids);

    Console &m_console;
    QWidget *m_window;
    QAction *m_putIn;
    QAction *m_takeOut;
    std::vector<ConnectionId> m_selection;
    QStringList m_rooms;
};

} // namespace signalbox
