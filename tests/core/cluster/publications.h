#pragma once

#include "core/cluster/roomfeed.h"

namespace signalbox::test {

//! The publication \a seq of a room: its text is the number.
inline ReceivedPublication publication(quint64 seq, PublicationId id = {})
{
    if (id.counter == 0)
        id = {99, seq};
    return {RoomMessage({PreparedMessage(Opcode::Text, QByteArray::number(seq)), {}}, ConnectionId(5),
                        QStringLiteral("ann"), seq, WallTime(Milliseconds(1'750'000'000'000))),
            id, 20};
}

//! The publications from \a from to \a to.
inline std::vector<ReceivedPublication> publications(quint64 from, quint64 to)
{
    std::vector<ReceivedPublication> made;
    for (quint64 seq = from; seq <= to; ++seq)
        made.push_back(publication(seq));
    return made;
}

inline RoomNews published(const QString &epoch, quint64 seq, PublicationId id = {})
{
    return {epoch, publication(seq, id)};
}

} // namespace signalbox::test
