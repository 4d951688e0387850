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
    void setWatching(bool on) override;
    QString title() const override;
    ActionTargets targets() const override;

private:
    UsersPanel(UsersModel *model, Console &console, QWidget *parent);

    void refresh();
    void retranslateUi() override;

    Console &m_console;
    std::unique_ptr<ConnectionsSubscription> m_subscription; //!< null: not watching
    UsersModel *m_model;
};

} // namespace signalbox
