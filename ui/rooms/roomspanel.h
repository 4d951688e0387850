#pragma once

#include "core/console/console.h"
#include "ui/rooms/grouppage.h"

#include <memory>

namespace signalbox {

class RoomsModel;

//! The rooms of the server with their members, and the actions on them. Subscribes to the list of rooms only
//! while it is visible.
class RoomsPanel final : public GroupPage
{
    Q_OBJECT
public:
    //! \a console must outlive it.
    explicit RoomsPanel(Console &console, QWidget *parent = nullptr);

    //! Allows or forbids to watch the server. Off at first.
    void setWatching(bool on) override;
    QString title() const override;
    ActionTargets targets() const override;
    //! Sets the badge while the list is not watched: how many rooms have members.
    void setOccupiedRooms(quint64 count);

Q_SIGNALS:
    //! Emitted when the user wants to write a message to \a room.
    void writeToRoomRequested(const QString &room);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    RoomsPanel(RoomsModel *model, Console &console, QWidget *parent);

    void watch(bool on);
    void apply(const RoomReport &report);
    void refresh();
    void writeMessage();
    void showMessages();
    void retranslateUi() override;

    RoomsApi &m_rooms;
    RoomsModel *m_model;
    quint64 m_leftOut = 0; //!< rooms that the last report did not list
    bool m_mayWatch = false;
    Query m_filter;
    std::unique_ptr<RoomsSubscription> m_subscription; //!< null: not watching
};

} // namespace signalbox
