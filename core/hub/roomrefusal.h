#pragma once

#include "core/hub/roomledger.h"
#include "core/protocol/envelopeerror.h"

#include <QString>

namespace signalbox {

//! Why a client cannot be in a room.
struct RoomRefusal
{
    //! Not for Verdict::Counted.
    static RoomRefusal of(RoomLedger::Verdict verdict);
    //! hub.max_members.
    static RoomRefusal roomFull();

    EnvelopeErrorCode code = EnvelopeErrorCode::RoomLimit;
    QString text;
    const char *limit = nullptr; //!< see JoinRejection
};

} // namespace signalbox
