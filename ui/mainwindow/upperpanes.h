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

//! The upper half of the window: connections, rooms and users in tabs, and their links to each other, to the
//! message log and to the composer.
class UpperPanes final : public QTabWidget
{
    Q_OBJECT
public:
    //! \a console must outlive it.
    explicit UpperPanes(Console &console, QWidget *parent = nullptr);
    ~UpperPanes() override;

    ConnectionsPanel &connections() { return *m_connections; }
    //! The actions on the selected connections that concern rooms.
    QList<QAction *> roomActions() const;
    //! One action for each pane, which shows it.
    QList<QAction *> paneActions() const { return m_show; }

    void setWatching(bool on);
    //! Gives the filter of the current pane the focus.
    void activateFilter();
    //! Sets the rooms that dialogs suggest.
    void setRooms(const QStringList &rooms);
    //! Connects the selection and the requests of the panes to \a messages and \a composer.
    void connectTo(MessagesPanel &messages, Composer &composer);

    //! The current pane, and the columns of rooms and users.
    QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

Q_SIGNALS:
    //! Emitted when an action has finished; \a text is a sentence about its outcome.
    void actionReported(const QString &text);
    //! Emitted when the message log or the composer must be made visible.
    void messageLogRequested();
    void composerRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateTargets();
    void retranslate();

    ConnectionsPanel *m_connections;
    RoomsPanel *m_rooms;
    UsersPanel *m_users;
    RoomActions *m_roomActions;
    QList<QAction *> m_show;
};

} // namespace signalbox
