#pragma once

#include "core/hub/broker.h"
#include "core/hub/hublink.h"
#include "core/hub/roomtable.h"

namespace signalbox {

//! Reads the histories of the rooms of a shard for the replays of clients, see replay.h. Part of a RoomShard.
class ReplayReads final
{
public:
    //! Both outlive it.
    ReplayReads(const RoomTable &rooms, HubLink &link)
        : m_rooms(rooms)
        , m_link(link)
    {
    }
    Q_DISABLE_COPY_MOVE(ReplayReads)

    //! Where the replay for a client begins that has the messages up to \a since of a room at \a position, whose numbering
    //! before has ended at \a previous: a client of that may have had messages that are lost, and misses only what is behind.
    static ReplayStart startOf(const StreamPosition &since, const StreamPosition &position,
                               const StreamPosition &previous);

    void handle(ReplayRead &&read);
    void finish(ReplayReadDone &&event);
    //! The messages could not be read. When the numbering has begun again meanwhile, the client is told so behind its replay: the
    //! other members were told before, but it gets no publications until then.
    void fail(const ReplayRead &read);

private:
    void deliver(const ReplayRead &read, ReplayChunk &&chunk);

    const RoomTable &m_rooms;
    HubLink &m_link;
};

} // namespace signalbox
