#pragma once

#include "core/hub/clientdelivery.h"
#include "core/hub/recipientlists.h"
#include "core/hub/room.h"

namespace signalbox {

class MessageTap;

//! What a shard broadcasts to rooms, as entries for the MessageTap. Lives on the io thread of the shard.
class BroadcastLog final
{
public:
    //! Null: messages are not observed.
    void setTap(MessageTap *tap) { m_tap = tap; }

    //! \a broadcast is sent to \a room: \a message.
    void addPublication(const Room &room, const RoomBroadcast &broadcast, const RoomMessage &message,
                        TimePoint now);
    //! \a broadcast is sent to the members with an envelope: joined or left.
    void addNotice(const Room &room, const RoomBroadcast &broadcast, TimePoint now);
    //! The server itself sent \a message to a room without members.
    void addToNobody(const QString &room, const PreparedMessage &message);

private:
    void add(const Room &room, const RoomBroadcast &broadcast, const RoomMessage *message, TimePoint now);

    MessageTap *m_tap = nullptr;
    RecipientLists m_recipientLists;
};

} // namespace signalbox
