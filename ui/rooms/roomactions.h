#pragma once

#include "ui/connections/actionrunner.h"
#include "ui/connections/actiontargets.h"
#include "ui/rooms/roomdialog.h"

class QAction;
class QWidget;

namespace signalbox {

//! Putting connections into rooms and taking them out: the actions for what is selected, and their dialog.
class RoomActions final : public QObject
{
    Q_OBJECT
public:
    //! Dialogs open over \a window, which owns this. \a runner must outlive it.
    RoomActions(ActionRunner &runner, QWidget *window);

    QAction *putIn() const { return m_putIn; }
    QAction *takeOut() const { return m_takeOut; }

    //! Sets what the actions apply to.
    void setTargets(const ActionTargets &targets);
    //! Sets the suggested rooms; any other name may be typed.
    void setRooms(const QStringList &rooms) { m_rooms = rooms; }
    void retranslateUi();

private:
    void ask(RoomDialog::Purpose purpose);

    ActionRunner &m_runner;
    QWidget *m_window;
    QAction *m_putIn;
    QAction *m_takeOut;
    ActionTargets m_targets;
    QStringList m_rooms;
};

} // namespace signalbox
