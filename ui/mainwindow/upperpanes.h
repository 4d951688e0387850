#pragma once

#include "core/console/console.h"

#include <QTabWidget>

class QAction;

namespace signalbox {

class Composer;
class ConnectionsPanel;
class MessagesPanel;
class RoomActions;
class RoomsPanel;
class UsersPanel;

//! The upper half of the window: connections, rooms and users, one at a time, and what they have to do with
//! each other and with the log and the composer below.
class UpperPanes final : public QTabWidget
{
    Q_OBJECT
public:
    //! \a console must outlive it.
    explicit UpperPanes(Console &console, QWidget *parent = nullptr);
    ~UpperPanes() override;

    ConnectionsPanel &connections() { return *m_connections; }
    //! What can be done with the selected connections and rooms.
    QList<QAction *> roomActions() const;
    //! One a pane: shows it.
    QList<QAction *> paneActions() const { return m_show; }

    void setWatching(bool on);
    //! Rooms to choose from.
    void setRooms(const QStringList &rooms);
    //! From now on they hear what is selected and wanted here.
    void connectTo(MessagesPanel &messages, Composer &composer);

    //! Which pane, and the columns of rooms and users.
    QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

Q_SIGNALS:
    //! How an action ended, as a sentence.
    void actionReported(const QString &text);
    //! Log or composer are needed now.
    void messageLogRequested();
    void composerRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    ConnectionsPanel *m_connections;
    RoomsPanel *m_rooms;
    UsersPanel *m_users;
    RoomActions *m_roomActions;
    QList<QAction *> m_show;
};

} // namespace signalbox
