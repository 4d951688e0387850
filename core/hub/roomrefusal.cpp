#include "core/hub/roomrefusal.h"

namespace signalbox {

RoomRefusal RoomRefusal::of(RoomLedger::Verdict verdict)
{
    if (verdict == RoomLedger::Verdict::AddressFull)
        return {EnvelopeErrorCode::RoomLimit,
                QStringLiteral("your address has created as many rooms as it may"), "address_rooms_full"};
    return {EnvelopeErrorCode::RoomLimit, QStringLiteral("the server has as many rooms as it may have"),
            "rooms_full"};
}

RoomRefusal RoomRefusal::roomFull()
{
    return {EnvelopeErrorCode::RoomLimit, QStringLiteral("the room has as many members as it may have"),
            "room_full"};
}

} // namespace signalbox
