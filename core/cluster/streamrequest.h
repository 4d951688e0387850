#pragma once

// What the streams of an io thread ask the thread of the broker to do. Those of one io thread keep their order.

#include "core/cluster/roomcalls.h"
#include "core/cluster/streaminbox.h"

#include <memory>
#include <variant>

namespace signalbox {

//! StreamEvent::Opened follows, or OpenFailed.
struct OpenStream
{
    quint64 stream = 0; //!< no other stream of this process has the number
    QString room;
    HistorySettings limits;
    std::shared_ptr<StreamInbox> inbox; //!< gets the events
};

//! No event follows.
struct CloseStream
{
    quint64 stream = 0;
};

//! StreamEvent::Received with its counter follows, or PublishFailed.
struct PublishToStream
{
    quint64 stream = 0;
    QueuedPublish publish;
};

//! StreamEvent::ReadDone follows.
struct ReadStream
{
    quint64 stream = 0;
    quint64 number = 0;
    RoomCalls::Read read;
};

//! StreamEvent::ClearDone follows, by the deadline.
struct ClearStream
{
    quint64 stream = 0;
    quint64 number = 0;
    TimePoint deadline{};
};

//! Asks whether Redis knows a room, which is not made by that. StreamEvent::LookedUp follows.
struct LookUpRoom
{
    quint64 number = 0; //!< of the question; unique in the inbox
    QString room;
    std::shared_ptr<StreamInbox> inbox; //!< gets the event
};

using StreamRequest =
    std::variant<OpenStream, CloseStream, PublishToStream, ReadStream, ClearStream, LookUpRoom>;

} // namespace signalbox
