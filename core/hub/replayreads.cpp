#include "core/hub/replayreads.h"

#include "core/protocol/envelopewriter.h"

#include <algorithm>
#include <utility>

namespace signalbox {

ReplayStart ReplayReads::startOf(const StreamPosition &since, const StreamPosition &position,
                                 const StreamPosition &previous)
{
    if (since.epoch == position.epoch && since.seq <= position.seq)
        return {since.seq, true};
    if (since.epoch == previous.epoch)
        return {std::min(since.seq, previous.seq), false};
    return {0, false};
}

void ReplayReads::handle(ReplayRead &&read)
{
    Room *room = m_rooms.find(read.room);
    if (!room || room->position().epoch != read.after.epoch) {
        fail(read);
        return;
    }
    ++room->pendingCalls;
    room->stream()->readReplay(std::move(read));
}

void ReplayReads::finish(ReplayReadDone &&event)
{
    const ReplayRead &read = event.read;
    if (event.position.epoch != read.after.epoch) {
        fail(read);
        return;
    }
    ReplayChunk chunk;
    chunk.messages = std::move(event.messages);
    const bool hasMessages = !chunk.messages.empty();
    const quint64 last = hasMessages ? chunk.messages.back()->seq() : event.position.seq;
    chunk.isHead = last >= event.position.seq;
    chunk.isGap = hasMessages ? chunk.messages.front()->seq() != read.after.seq + 1 : last > read.after.seq;
    deliver(read, std::move(chunk));
}

void ReplayReads::fail(const ReplayRead &read)
{
    ReplayChunk chunk;
    chunk.isGap = true;
    deliver(read, std::move(chunk));
    const Room *room = m_rooms.find(read.room);
    if (room && room->find(read.client) && room->position().epoch != read.after.epoch)
        m_link.deliver(read.thread, Answer{Requester{read.client, read.thread, 0, {}},
                                           envelope::lostHistory(room->name(), room->position().epoch)});
}

void ReplayReads::deliver(const ReplayRead &read, ReplayChunk &&chunk)
{
    chunk.client = read.client;
    chunk.replay = read.replay;
    m_link.deliver(read.thread, std::move(chunk));
}

} // namespace signalbox
