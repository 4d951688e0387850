#pragma once

#include "core/wire/framebuffer.h"

namespace signalbox {

//! The kind of a frame decides whether it may be refused or dropped.
enum class FrameKind : quint8 {
    Message,   //!< of a room: limited; drop-oldest may drop it
    Answer,    //!< to a request of the peer: limited, never dropped
    Replay,    //!< of the history: does not count for the limits, up to Outbox::MaxReplayBytes of them
    Hint,      //!< may be left out: dropped before anything else, and never a reason to close
    Control,   //!< never refused
    Ping,      //!< a Control whose departure is reported
    Handshake, //!< never refused and never discarded, because frames are invalid without it
    Close,     //!< never refused and never discarded, because the peer is to know why
};

struct QueuedFrame
{
    FrameBuffer bytes;   //!< null: a gap, where a frame was
    quint32 counted = 0; //!< bytes for the limits
    FrameKind kind = FrameKind::Control;
};

inline bool isMessage(FrameKind kind)
{
    return kind <= FrameKind::Replay;
}

} // namespace signalbox
