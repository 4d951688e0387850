#pragma once

#include "core/hub/room.h"
#include "core/model/roomlist.h"
#include "core/protocol/envelopewriter.h"

#include <QByteArray>

namespace signalbox {

//! Returns the answer to \a request for the members of \a room; \a requestId is raw JSON.
QByteArray presenceOf(const Room &room, const PresenceRequest &request, const QByteArray &requestId,
                      envelope::Form form);
//! Returns the first \a most members of \a room.
RoomMembers membersOf(const Room &room, std::size_t most);

} // namespace signalbox
