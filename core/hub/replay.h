#pragma once

// The replay of a join with `since`: the messages of the room behind a position, sent as one message in fragments.
//
//   io thread of the client                          shard of the room
//   join {since} ── RoomJoin ───────────────────────► adds the member
//   ack          ◄────────────── JoinResult + ReplayStart ──
//   fragments    ── ReplayRead ─────────────────────► reads the history from a position on
//                ◄────────────────────── ReplayChunk ── messages as published, shared with the history
//   ...             until a chunk reaches the last publication of the room
//   live         ◄───────────────────── RoomDelivery ──
//
// While a replay goes on, publications of the room are not queued for the client: the replay reaches them later. What a
// shard sends to one thread keeps its order, so the publications that arrive behind the chunk with the last one are
// exactly those that the replay does not have.

#include "core/base/id.h"
#include "core/hub/roommessage.h"
#include "core/protocol/request.h"

#include <QString>

#include <memory>
#include <vector>

namespace signalbox {

//! Where the replay of a join begins.
struct ReplayStart
{
    quint64 after = 0;       //!< seq
    bool isRecovered = true; //!< nothing is missing so far: the client's position is in the room's numbering
};

//! Asks the shard of \a room for what follows in a replay. Answered with a ReplayChunk; never waits in a room.
struct ReplayRead
{
    ConnectionId client;
    std::size_t thread = 0; //!< io thread of the client
    quint64 replay = 0;     //!< its number on that thread
    QString room;
    StreamPosition after;
};

//! The messages behind a position, oldest first and without a gap between them: as many as take MaxReplayChunk bytes, at
//! least one if there is any.
struct ReplayChunk
{
    ConnectionId client;
    quint64 replay = 0; //!< as in ReplayRead
    std::vector<std::shared_ptr<const RoomMessage>> messages;
    //! Messages behind the position are not kept any more, or the room has a new numbering.
    bool isGap = false;
    bool isHead = false; //!< the room has no message behind these
};

//! Bytes of published messages. A client holds one chunk, and while it does not read, also messages of it that the
//! history has dropped meanwhile.
inline constexpr qsizetype MaxReplayChunk = 32 * 1024;

} // namespace signalbox
