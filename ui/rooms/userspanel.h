#pragma once

#include "core/console/console.h"
#include "ui/rooms/grouppage.h"

#include <memory>

namespace signalbox {

class UsersModel;

//! The users with all their connections, and the actions on them. Shows the connections that are reported
//! while another panel watches them.
class UsersPanel final : public GroupPage
{
    Q_OBJECT
public:
    //! \a console must outlive it.
    explicit UsersPanel(Console &console, QWidget *parent = nullptr);

    //! Begins or ends watching the server.
    void setWatching(bool on);

Q_SIGNALS:
    //! Emitted when the user wants to put \a connections into a room.
    void putIntoRoomRequested(const std::vector<signalbox::ConnectionId> &connections);

private:
    UsersPanel(UsersModel *model, Console &console, QWidget *parent);

    void refresh();
    //! Returns the selected connections and all connections of the selected users.
    std::vector<ConnectionInfo> targets() const;
    void askToKick();
    void retranslateUi() override;

    Console &m_console;
    std::unique_ptr<ConnectionsSubscription> m_subscription; //!< null: not watching
    UsersModel *m_model;
    QAction *m_putIntoRoom;
};

} // namespace signalbox
