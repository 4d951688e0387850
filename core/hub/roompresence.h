#pragma once

#include "core/hub/room.h"
#include "core/model/roomlist.h"
#include "core/protocol/envelopewriter.h"

#include <QByteArray>

#include <vector>

namespace signalbox {

//! A part of the members of a room, in the order of their ids.
struct PresencePage
{
    std::vector<envelope::LocalClient> members;
    qsizetype count = 0; //!< of all members
    bool isMore = false; //!< others follow behind the last one of the page
};

//! Returns how many members the answer to \a request has at most.
std::size_t pageSizeOf(const PresenceRequest &request);
//! Returns what \a request asks for of the members of \a room.
PresencePage presencePageOf(const Room &room, const PresenceRequest &request);
//! Returns the answer to a request; \a requestId is raw JSON.
QByteArray presenceAnswer(QStringView room, const PresencePage &page, const QByteArray &requestId,
                          envelope::Form form);
//! Returns the first \a most members of \a room.
RoomMembers membersOf(const Room &room, std::size_t most);

} // namespace signalbox
